package switchboard.ops.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import switchboard.ops.FakeAgents;
import switchboard.ops.FakeCluster;
import switchboard.tls.ClientTls;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.Session;

class ConversationTest {
  @Test
  void goesOnAtAnotherNodeWithoutAGapOrARepeat() throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents::echo);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var session = create(doors);
      var seen = new CopyOnWriteArrayList<Event>();
      try (var conversation = Conversation.attach(doors, session, 0, 0, seen::add)) {
        conversation.say("one", "r1").get(5, TimeUnit.SECONDS);
        cluster.kill(0);
        var second = conversation.say("two", "r2").get(5, TimeUnit.SECONDS);
        assertThat(second.sequence()).isEqualTo(5);
        await().until(() -> seen.size() == 7);
        assertThat(seen)
            .extracting(Event::getSequence)
            .isEqualTo(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L));
        assertThat(conversation.node()).isEqualTo(1);
      }
    }
  }

  @Test
  void aRepeatedMessageIsAcknowledgedWithItsFirstSequence() throws Exception {
    try (var cluster = new FakeCluster(1, FakeAgents::echo);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      try (var conversation = Conversation.attach(doors, create(doors), 0, 0, _ -> {})) {
        var first = conversation.say("one", "r1").get(5, TimeUnit.SECONDS);
        var again = conversation.say("one", "r1").get(5, TimeUnit.SECONDS);
        assertThat(again).isEqualTo(first);
      }
    }
  }

  @Test
  void anEventThatComesTwiceEndsItWithAFailure() throws Exception {
    try (var cluster = new FakeCluster(1, (_, _, _) -> {});
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var session = create(doors);
      var failures = new CopyOnWriteArrayList<String>();
      var listener =
          new Conversation.Listener() {
            @Override
            public void event(Event event) {}

            @Override
            public void ended(Throwable failureOrNull) {
              failures.add(failureOrNull.getMessage());
            }
          };
      try (var conversation = Conversation.attach(doors, session, 0, 0, listener)) {
        conversation.say("one", "r1").get(5, TimeUnit.SECONDS);
        cluster.tamper(events -> events.removeLast());
        cluster.append(session, 0, Event.newBuilder());
        await().until(() -> !failures.isEmpty());
        assertThat(failures).containsExactly("event 2 came after event 2");
      }
    }
  }

  private static String create(FrontDoors doors) throws Exception {
    return doors
        .calls(0, 5)
        .createSession(
            CreateSessionRequest.newBuilder()
                .setParent("tenants/t")
                .setSession(Session.newBuilder().setSubject("s").setAgent("echo"))
                .setRequestId("c1")
                .build())
        .getName();
  }
}
