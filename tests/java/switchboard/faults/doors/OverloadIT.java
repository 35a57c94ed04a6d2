package switchboard.faults.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.faults.Scale;
import switchboard.faults.failover.NodeProcesses;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.SendMessageResponse;
import switchboard.v1.Session;

/**
 * A node with 256 MB of heap is offered twice what it can do: it refuses what is too much, answers
 * the rest in time, and is as before when that is over.
 */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OverloadIT {
  private static final int SESSIONS = 200;
  private static final int AT_A_TIME = 64;
  private static final Duration TIME = Duration.ofSeconds(15);

  /** In time is what comes within this. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final AtomicLong requests = new AtomicLong();

  /** What calls came to in a stretch of time. */
  private record Results(Map<Code, Long> counts, Duration time) {
    double perSecond() {
      return counts.getOrDefault(Code.OK, 0L) * 1e9 / time.toNanos();
    }
  }

  @Test
  void whatIsTooMuchIsRefusedAndTheRestIsAnsweredInTime() throws Exception {
    assumeTrue(Scale.isSuite(), "takes a minute of two cores: run ./build faults");
    offerTwiceThePeak();
  }

  @Test
  void theSameBesideSomebodyWhoTakesEveryProcessor() throws Exception {
    assumeTrue(Scale.isSuite(), "takes a minute of two cores: run ./build faults");
    try (var _ = new BusyProcessors()) {
      offerTwiceThePeak();
    }
  }

  private void offerTwiceThePeak() throws Exception {
    try (var node = new NodeProcesses("overload", 1, 1, List.of())) {
      node.startAll();
      var channel =
          NettyChannelBuilder.forAddress("127.0.0.1", node.frontDoor(0)).usePlaintext().build();
      try {
        var names = sessions(channel);
        closed(channel, names);
        var peak = closed(channel, names);
        var twice = open(channel, names, 2 * peak.perSecond());
        var after = closed(channel, names);
        System.out.printf(
            "peak %.0f messages a second; twice that offered: %.0f acknowledged in time (%.0f %%),"
                + " %s; afterwards %.0f%n",
            peak.perSecond(),
            twice.perSecond(),
            100 * twice.perSecond() / peak.perSecond(),
            twice.counts(),
            after.perSecond());
        assertThat(node.isAlive(0)).isTrue();
        assertThat(Files.readString(node.log(0))).doesNotContain("OutOfMemory");
        assertThat(twice.counts().keySet())
            .isSubsetOf(Code.OK, Code.RESOURCE_EXHAUSTED, Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED);
        assertThat(twice.perSecond()).isGreaterThan(peak.perSecond() / 2);
        assertThat(after.perSecond()).isGreaterThan(peak.perSecond() / 2);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static List<String> sessions(ManagedChannel channel) {
    var names = new ArrayList<String>();
    for (int i = 0; i < SESSIONS; i++) {
      names.add(
          ConversationServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .createSession(
                  CreateSessionRequest.newBuilder()
                      .setParent("tenants/acme")
                      .setSession(Session.newBuilder().setSubject("p-" + i).setAgent("echo"))
                      .setRequestId("create-" + i)
                      .build())
              .getName());
    }
    return names;
  }

  /** As many as it can do, so many at a time. */
  private Results closed(ManagedChannel channel, List<String> names) throws Exception {
    var counts = new EnumMap<Code, Long>(Code.class);
    var free = new Semaphore(AT_A_TIME);
    long began = System.nanoTime();
    while (System.nanoTime() - began < TIME.toNanos()) {
      free.acquire();
      send(channel, names, counts, free::release);
    }
    free.acquire(AT_A_TIME);
    return new Results(counts, Duration.ofNanos(System.nanoTime() - began));
  }

  /** So many a second, whether they are answered or not. */
  private Results open(ManagedChannel channel, List<String> names, double perSecond)
      throws Exception {
    var counts = new EnumMap<Code, Long>(Code.class);
    var ended = new Semaphore(0);
    int sent = 0;
    long began = System.nanoTime();
    for (long now = began; now - began < TIME.toNanos(); now = System.nanoTime()) {
      while (sent < (now - began) / 1e9 * perSecond) {
        send(channel, names, counts, ended::release);
        sent++;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    var time = Duration.ofNanos(System.nanoTime() - began);
    ended.acquire(sent);
    return new Results(counts, time);
  }

  private void send(
      ManagedChannel channel, List<String> names, Map<Code, Long> counts, Runnable ended) {
    long number = requests.incrementAndGet();
    ConversationServiceGrpc.newStub(channel)
        .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .sendMessage(
            SendMessageRequest.newBuilder()
                .setSession(names.get((int) (number % names.size())))
                .setText("message " + number)
                .setRequestId("r-" + number)
                .build(),
            new StreamObserver<SendMessageResponse>() {
              @Override
              public void onNext(SendMessageResponse response) {}

              @Override
              public void onError(Throwable failure) {
                end(((StatusRuntimeException) failure).getStatus().getCode());
              }

              @Override
              public void onCompleted() {
                end(Code.OK);
              }

              private void end(Code code) {
                synchronized (counts) {
                  counts.merge(code, 1L, Long::sum);
                }
                ended.run();
              }
            });
  }
}
