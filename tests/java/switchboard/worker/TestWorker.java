package switchboard.worker;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import switchboard.v1.AgentServiceGrpc;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectResponse;

/** A worker on the generated stubs that does what a test tells it to. */
public final class TestWorker implements AutoCloseable {
  private final ManagedChannel channel;
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final List<ConnectResponse> heard = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Status> ended = new CompletableFuture<>();
  private final Function<ConnectResponse.Turn, List<ConnectRequest>> answering;
  private ClientCallStreamObserver<ConnectRequest> stream;

  private TestWorker(
      InetSocketAddress node, Function<ConnectResponse.Turn, List<ConnectRequest>> answering) {
    this.channel = NettyChannelBuilder.forAddress(node).usePlaintext().build();
    this.answering = answering;
    AgentServiceGrpc.newStub(channel).connect(new Listener());
  }

  private final class Listener implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<ConnectRequest> requests) {
      stream = requests;
    }

    @Override
    public void onNext(ConnectResponse response) {
      heard.add(response);
      if (response.hasRegistered()) {
        var interval = response.getRegistered().getHeartbeatInterval();
        long millis = interval.getSeconds() * 1_000 + interval.getNanos() / 1_000_000;
        beats.scheduleAtFixedRate(
            () -> say(heartbeat()), millis / 2, millis / 2, TimeUnit.MILLISECONDS);
      }
      if (response.hasTurn()) {
        answering.apply(response.getTurn()).forEach(TestWorker.this::say);
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      ended.complete(Status.OK);
    }
  }

  /** Connects one that answers nothing by itself. */
  public static TestWorker silent(InetSocketAddress node, String instance, int capacity) {
    return connect(node, instance, capacity, _ -> List.of());
  }

  /** Connects one for agent "helper" that answers every turn like this. */
  public static TestWorker connect(
      InetSocketAddress node,
      String instance,
      int capacity,
      Function<ConnectResponse.Turn, List<ConnectRequest>> answering) {
    var worker = new TestWorker(node, answering);
    worker.say(register("helper", instance, capacity));
    return worker;
  }

  /** Connects one that says nothing, not even who it is. */
  static TestWorker mute(InetSocketAddress node) {
    return new TestWorker(node, _ -> List.of());
  }

  static ConnectRequest register(String agent, String instance, int capacity) {
    return ConnectRequest.newBuilder()
        .setRegister(
            ConnectRequest.Register.newBuilder()
                .setAgent(agent)
                .setInstanceId(instance)
                .setVersion("1.0")
                .setHost("localhost")
                .setProcessId(42)
                .setCapacity(capacity))
        .build();
  }

  static ConnectRequest heartbeat() {
    return ConnectRequest.newBuilder()
        .setHeartbeat(ConnectRequest.Heartbeat.getDefaultInstance())
        .build();
  }

  /** It leaves. */
  public static ConnectRequest drain() {
    return ConnectRequest.newBuilder().setDrain(ConnectRequest.Drain.getDefaultInstance()).build();
  }

  /** The answer to a turn. */
  public static ConnectRequest answer(ConnectResponse.Turn turn, String text) {
    return ConnectRequest.newBuilder()
        .setAnswer(
            ConnectRequest.Answer.newBuilder()
                .setSession(turn.getSession())
                .setTurn(turn.getTurn())
                .setAttempt(turn.getAttempt())
                .setText(text))
        .build();
  }

  static ConnectRequest delta(ConnectResponse.Turn turn, String text) {
    return ConnectRequest.newBuilder()
        .setDelta(
            ConnectRequest.Delta.newBuilder()
                .setSession(turn.getSession())
                .setTurn(turn.getTurn())
                .setAttempt(turn.getAttempt())
                .setText(text))
        .build();
  }

  static ConnectRequest failed(ConnectResponse.Turn turn) {
    return ConnectRequest.newBuilder()
        .setFailed(
            ConnectRequest.Failed.newBuilder()
                .setSession(turn.getSession())
                .setTurn(turn.getTurn())
                .setAttempt(turn.getAttempt())
                .setReason("no idea"))
        .build();
  }

  public synchronized void say(ConnectRequest request) {
    if (!ended.isDone()) {
      stream.onNext(request);
    }
  }

  void sayNoMore() {
    beats.shutdownNow();
  }

  public boolean registered() {
    return heard.stream().anyMatch(ConnectResponse::hasRegistered);
  }

  List<ConnectResponse> heard() {
    return heard;
  }

  /** The turns that it was given. */
  public List<ConnectResponse.Turn> turns() {
    return heard.stream().filter(ConnectResponse::hasTurn).map(ConnectResponse::getTurn).toList();
  }

  /** How the stream ended. */
  CompletableFuture<Status> ended() {
    return ended;
  }

  /** Ends like a process that is killed. */
  @Override
  public void close() {
    beats.shutdownNow();
    channel.shutdownNow();
  }
}
