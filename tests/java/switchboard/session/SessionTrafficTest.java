package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import switchboard.fakes.TestSystems;

/**
 * Commands to sessions are counted by session and by shard, for as long as the session is awake.
 */
class SessionTrafficTest {
  private static final ActorTestKit KIT = ActorTestKit.create(TestSystems.member("traffic"));

  private final AtomicLong nanos = new AtomicLong();
  private final SessionTraffic traffic = new SessionTraffic(nanos::get);
  private final TestProbe<SessionMessage> received = KIT.createTestProbe();
  private final TestProbe<SessionReply> replies = KIT.createTestProbe();

  @AfterAll
  static void stop() {
    ActorTestKit.shutdown(KIT.system());
  }

  private ActorRef<SessionMessage> session(String id, String shard) {
    Behavior<SessionMessage> behavior =
        Behaviors.receiveMessage(
            message -> {
              received.ref().tell(message);
              return Behaviors.same();
            });
    return KIT.spawn(traffic.counted(new SessionId("acme", id), shard, behavior));
  }

  private void tell(ActorRef<SessionMessage> session, String id, int times) {
    var message =
        new SessionMessage.Execute(
            new SessionId("acme", id), SessionCommand.Get.SESSION, replies.ref());
    for (int i = 0; i < times; i++) {
      session.tell(message);
      received.expectMessage(message);
    }
  }

  @Test
  void theBusiestComesFirstAndWhoStopsIsForgotten() {
    var calm = session("calm", "7");
    var busy = session("busy", "7");
    var other = session("other", "8");
    session("idle", "9");
    tell(calm, "calm", 10);
    tell(busy, "busy", 30);
    tell(other, "other", 20);
    assertThat(traffic.byShard()).containsOnlyKeys("7", "8");
    assertThat(traffic.byShard().get("7")).isEqualTo(4.0);
    assertThat(traffic.busiest("7", 5))
        .isEqualTo(
            List.of(
                new SessionTraffic.Busy(new SessionId("acme", "busy"), "7", 3.0),
                new SessionTraffic.Busy(new SessionId("acme", "calm"), "7", 1.0)));
    assertThat(traffic.busiest("7", 1)).hasSize(1);
    KIT.stop(busy);
    await().until(() -> traffic.busiest("7", 5).size() == 1);
    nanos.addAndGet(20_000_000_000L);
    assertThat(traffic.byShard()).isEmpty();
  }
}
