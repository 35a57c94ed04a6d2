package switchboard.faults.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.faults.MovedClocks;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;
import switchboard.v1.SubscribeRequest;

/**
 * The clocks of two nodes jump, one an hour ahead and one an hour back, while sagas wait for
 * services that say nothing: each saga ends when its time is over, and not before.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ClockJumpIT {
  private static final int NODES = 2;
  private static final int SESSIONS = 12;
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  /** How much later it may be; an hour is what the clocks are off. */
  private static final Duration LATE = Duration.ofSeconds(15);

  @TempDir private Path dir;

  @Test
  void noSagaEndsEarlyOrAnHourLate() throws Exception {
    var clocks = MovedClocks.in(dir);
    assumeTrue(clocks.isPresent(), "needs libfaketime: apt-get install libfaketime");
    var settings =
        List.of("switchboard.delivery.order-status-deadline = " + DEADLINE.toSeconds() + " s");
    try (var nodes = NodeProcesses.withClocks("clocks", NODES, settings, clocks.get());
        var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      nodes.startAll();
      await().atMost(Duration.ofSeconds(60)).until(nodes::isWhole);
      var channel = Doors.channel(List.of(nodes.frontDoor(0), nodes.frontDoor(1)));
      try {
        var asked = new HashMap<String, Long>();
        for (int i = 0; i < SESSIONS; i++) {
          asked.put(ask(channel, i), System.nanoTime());
        }
        clocks.get().move(0, Duration.ofHours(1));
        clocks.get().move(1, Duration.ofHours(-1));
        var ends = new HashMap<String, Future<Long>>();
        asked.keySet().forEach(it -> ends.put(it, readers.submit(() -> ended(channel, it))));
        for (var session : asked.keySet()) {
          var took = Duration.ofNanos(ends.get(session).get() - asked.get(session));
          System.out.println(session + " ended after " + took.toMillis() + " ms");
          assertThat(took).isBetween(DEADLINE.minusMillis(500), DEADLINE.plus(LATE));
        }
      } finally {
        channel.shutdownNow();
      }
      for (int node = 0; node < NODES; node++) {
        assertThat(nodes.log(node)).content().contains("This machine's clock is 3");
      }
    }
  }

  /** Asks for an order; no service is there. */
  private static String ask(ManagedChannel channel, int number) {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/acme")
            .setSession(Session.newBuilder().setSubject("partner-" + number).setAgent("delivery"))
            .setRequestId("create-" + number)
            .build();
    var session = client(channel).createSession(request).getName();
    client(channel)
        .sendMessage(
            SendMessageRequest.newBuilder()
                .setSession(session)
                .setText("What's the status of order CLOCK-" + number + "?")
                .setRequestId("ask-" + number)
                .build());
    return session;
  }

  /** When, by nanoTime, its saga is told to have ended. */
  private static long ended(ManagedChannel channel, String session) {
    var events =
        client(channel).subscribe(SubscribeRequest.newBuilder().setSession(session).build());
    while (events.hasNext()) {
      if (events.next().getEvent().hasSagaEnded()) {
        return System.nanoTime();
      }
    }
    throw new AssertionError("the stream of " + session + " ended before its saga");
  }

  private static ConversationServiceBlockingStub client(ManagedChannel channel) {
    return ConversationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(2, TimeUnit.MINUTES);
  }
}
