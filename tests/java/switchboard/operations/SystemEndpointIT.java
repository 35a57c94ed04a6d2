package switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Timestamps;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.Main;
import switchboard.fakes.MemoryAudit;
import switchboard.fakes.MemoryDirectory;
import switchboard.fakes.MemoryInspection;
import switchboard.fakes.MemorySagaDesk;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;
import switchboard.internal.v1.LogPage;
import switchboard.tls.Admission;
import switchboard.v1.LogCursor;
import switchboard.v1.LogLine;
import switchboard.v1.SystemServiceGrpc;
import switchboard.v1.TailLogRequest;
import switchboard.v1.TailLogResponse;

/** Streams of log lines, over the wire. */
@Timeout(60)
class SystemEndpointIT {
  private static final int MOST = 16;

  private final MemoryInspection inspection = new MemoryInspection();
  private final List<String> log = new CopyOnWriteArrayList<>(List.of("line 1", "line 2"));
  private final OperationsDoor first = door();
  private final OperationsDoor second = door();
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress(first.address()).usePlaintext().build();

  private OperationsDoor door() {
    var desks =
        new OperationsDesks(
            "10.0.0.1:8443",
            List::of,
            new MemorySagaDesk(),
            new MemoryDirectory(),
            new MemoryAudit().audit());
    return OperationsDoor.start(
        new OperationsSettings("127.0.0.1", 0),
        desks,
        List.of(new SystemEndpoint(inspection, desks, SystemEndpointIT::later)),
        Runnable::run,
        Admission.ANYBODY);
  }

  private static void later(Duration time, Runnable work) {
    CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS).execute(work);
  }

  @BeforeEach
  void oneNode() {
    inspection.answers(MemoryInspection.node(1), this::answer);
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    first.close();
    second.close();
  }

  /** The lines after the node's cursor. */
  private Inspected.Builder answer(Inspect question) {
    long after =
        question.getLog().getFilter().getCursorsList().stream()
            .filter(cursor -> cursor.getUid() == 1)
            .mapToLong(LogCursor::getSequence)
            .findFirst()
            .orElse(0);
    var page = LogPage.newBuilder();
    int written = log.size();
    for (int i = (int) after; i < written; i++) {
      page.addLines(
          LogLine.newBuilder()
              .setNode(MemoryInspection.node(1))
              .setSequence(i + 1)
              .setTime(Timestamps.fromSeconds(i))
              .setText(log.get(i)));
    }
    return Inspected.newBuilder().setLog(page.setRead(written));
  }

  private final class Stream implements ClientResponseObserver<TailLogRequest, TailLogResponse> {
    private final CompletableFuture<Status.Code> end = new CompletableFuture<>();
    private final CompletableFuture<TailLogResponse> line = new CompletableFuture<>();
    private ClientCallStreamObserver<TailLogRequest> call;

    Stream() {
      SystemServiceGrpc.newStub(channel)
          .tailLog(TailLogRequest.newBuilder().setFollow(true).build(), this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<TailLogRequest> requests) {
      call = requests;
    }

    @Override
    public void onNext(TailLogResponse news) {
      line.complete(news);
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure).getCode());
    }

    @Override
    public void onCompleted() {
      end.complete(Status.Code.OK);
    }
  }

  @Test
  void oneNodeStreamsToSoManyCallersAndTakesAnotherWhenOneHasGone() throws Exception {
    var streams = new ArrayList<Stream>();
    for (int i = 0; i < MOST; i++) {
      streams.add(new Stream());
    }
    for (var stream : streams) {
      stream.line.get(10, TimeUnit.SECONDS);
    }
    assertThat(new Stream().end.get(10, TimeUnit.SECONDS))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    streams.getFirst().call.cancel("gone", null);
    await()
        .untilAsserted(
            () -> assertThat(new Stream().line.get(2, TimeUnit.SECONDS).hasLine()).isTrue());
    assertThat(streams.getLast().end).isNotDone();
  }

  @Test
  void whenTheNodeThatIsAskedGoesAnotherOneGoesOnWhereItStopped() throws Exception {
    var out = new StringWriter();
    var operations =
        "127.0.0.1:%d,127.0.0.1:%d"
            .formatted(first.address().getPort(), second.address().getPort());
    var follower =
        Thread.ofPlatform()
            .start(
                () ->
                    Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .execute("log", "tail", "--follow", "--operations", operations));
    await().until(() -> out.toString().contains("line 2"));
    first.close();
    await().until(() -> out.toString().contains("(operations) gives no answer"));
    log.add("line 3");
    await().until(() -> out.toString().contains("line 3"));
    follower.interrupt();
    assertThat(follower.join(Duration.ofSeconds(10))).isTrue();
    assertThat(out.toString().lines().filter(line -> line.contains("line ")))
        .hasSize(3)
        .allMatch(line -> line.matches(".* line [123]"));
  }
}
