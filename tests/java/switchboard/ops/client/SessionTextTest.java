package switchboard.ops.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.v1.Event;
import switchboard.v1.Fact;
import switchboard.v1.Goal;
import switchboard.v1.Slot;

/** Events as lines, with and without what is personal. */
class SessionTextTest {
  private static final String CANARY = "Canary-5";

  private static final Fact FACT =
      Fact.newBuilder().setKind("order").setId("X-1").putAttributes("status", CANARY).build();

  private static final List<Event> EVENTS =
      List.of(
          Event.newBuilder()
              .setSequence(2)
              .setUserMessage(Event.UserMessage.newBuilder().setText(CANARY).setRequestId("r"))
              .build(),
          Event.newBuilder()
              .setSequence(3)
              .setAgentMessage(Event.AgentMessage.newBuilder().setText(CANARY))
              .build(),
          Event.newBuilder()
              .setSequence(4)
              .setGoalChanged(
                  Event.GoalChanged.newBuilder()
                      .setGoal(
                          Goal.newBuilder()
                              .setIntent("order_status")
                              .putSlots(
                                  "order_id",
                                  Slot.newBuilder()
                                      .setValue(CANARY)
                                      .addAlternatives(CANARY)
                                      .build())))
              .build(),
          Event.newBuilder()
              .setSequence(5)
              .setSagaProgressed(Event.SagaProgressed.newBuilder().setStep("order").addFacts(FACT))
              .build());

  @Test
  void whatIsClassifiedIsHiddenInEveryKindOfEvent() throws Exception {
    for (var event : EVENTS) {
      assertThat(SessionText.line(event, false)).startsWith("#").doesNotContain(CANARY);
      assertThat(SessionText.json(event, false)).doesNotContain(CANARY).hasLineCount(1);
      assertThat(SessionText.json(event, true)).contains(CANARY);
    }
  }

  @Test
  void whatIsNotClassifiedStays() throws Exception {
    assertThat(SessionText.line(EVENTS.getFirst(), false)).endsWith("user:  (hidden)");
    assertThat(SessionText.line(EVENTS.getFirst(), true)).endsWith("user:  " + CANARY);
    assertThat(SessionText.json(EVENTS.getFirst(), false)).contains("\"requestId\":\"r\"");
    assertThat(SessionText.json(EVENTS.get(2), false)).contains("order_status", "order_id");
    assertThat(SessionText.line(EVENTS.getLast(), false)).contains("saga step order taken");
  }
}
