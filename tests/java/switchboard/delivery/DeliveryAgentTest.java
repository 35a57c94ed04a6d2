package switchboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.Goals;
import switchboard.agent.AgentAnswer.SagaStart;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Slot;

class DeliveryAgentTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final PendingSaga SAGA = saga("XYZ-123", false);
  private static final Fact ORDER = fact("order", Map.of("status", "OUT_FOR_DELIVERY"));
  private static final Fact COURIER =
      fact("courier", Map.of("courier", "courier-7", "etaMinutes", "12"));

  private final DeliveryAgent agent = new DeliveryAgent(Settings.with(DEADLINE));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What's the status of order XYZ-123?",
        "where is xyz-123",
        "XYZ-123",
        "  XYZ-123 ",
        "order xyz-123 please",
        "When will XYZ-123 arrive? thanks"
      })
  void aQuestionAboutAnOrderIsFetchedAndSaidSoAtOnce(String text) {
    var answer = say(text, Context.EMPTY);
    assertThat(answer.text()).hasValueSatisfying(it -> assertThat(it).contains("XYZ-123"));
    assertThat(answer.interim()).isTrue();
    assertThat(answer.sagas())
        .containsExactly(new SagaStart("order_status", Map.of("orderId", "XYZ-123"), DEADLINE));
    assertThat(answer.goals().map(Goals::goal))
        .contains(
            new Goal(
                "order_status",
                Goal.Status.AWAITING_SYSTEM,
                Map.of("order_id", new Slot("XYZ-123", 1.0, 5))));
  }

  @Test
  void aSecondQuestionAboutTheSameOrderStartsNothingAndOneAboutAnotherDoes() {
    var pending = Context.EMPTY.await(SAGA);
    var again = say("status of XYZ-123?", pending);
    assertThat(again.sagas()).isEmpty();
    assertThat(again.text()).hasValueSatisfying(it -> assertThat(it).contains("still fetching"));
    assertThat(say("status of ABC-9?", pending).sagas()).hasSize(1);
  }

  @Test
  void afterAPartialAnswerTheSameOrderIsAskedForAgain() {
    var partial = Context.EMPTY.await(saga("XYZ-123", true));
    assertThat(say("status of XYZ-123?", partial).sagas()).hasSize(1);
  }

  @Test
  void aQuestionWithoutANumberAsksForIt() {
    var answer = say("Where is my order?", Context.EMPTY);
    assertThat(answer.text()).hasValueSatisfying(it -> assertThat(it).contains("Which order"));
    assertThat(answer.sagas()).isEmpty();
    assertThat(answer.goals().map(Goals::goal).map(Goal::status))
        .contains(Goal.Status.AWAITING_USER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"thanks", "Thank you!", "great, cheers"})
  void thanksAreReturnedAndWhatIsPendingIsNotForgotten(String text) {
    assertThat(say(text, Context.EMPTY).text()).contains("You're welcome!");
    var pending = say(text, Context.EMPTY.await(SAGA));
    assertThat(pending.text()).hasValueSatisfying(it -> assertThat(it).contains("still on it"));
    assertThat(pending.goals()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "What can you do?", "how does this work"})
  void helpExplainsWhatToAsk(String text) {
    assertThat(say(text, Context.EMPTY).text())
        .hasValueSatisfying(it -> assertThat(it).contains("What's the status of order XYZ-123?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "1234", "🛵", "xyz 123", "my x-1"})
  void anythingElseGetsAnHonestWord(String text) {
    var answer = say(text, Context.EMPTY);
    assertThat(answer.text()).hasValueSatisfying(it -> assertThat(it).contains("can't help"));
    assertThat(answer.sagas()).isEmpty();
  }

  @Test
  void aStepIsToldAndMoreIsPromised() {
    var answer = report(new SagaReport.Progressed("order", List.of(ORDER)), false, SAGA);
    assertThat(answer.interim()).isTrue();
    assertThat(answer.text())
        .hasValueSatisfying(
            it ->
                assertThat(it).startsWith("Order XYZ-123 is out for delivery.").contains("update"));
    assertThat(report(new SagaReport.Progressed("x", List.of()), false, SAGA))
        .isEqualTo(AgentAnswer.NOTHING);
  }

  @Test
  void theEndIsToldAndTheGoalAchieved() {
    var end = new SagaReport.Ended(SagaOutcome.COMPLETED, List.of(ORDER, COURIER), "");
    var answer = report(end, false, SAGA);
    assertThat(answer.interim()).isFalse();
    assertThat(answer.text())
        .contains(
            "Order XYZ-123 is out for delivery. The courier, courier-7, is about 12 minutes away.");
    assertThat(answer.goals().map(Goals::goal).map(Goal::status)).contains(Goal.Status.ACHIEVED);
  }

  @Test
  void anUpdateSaysWhatItIsAboutWhereTheDialogueHasMovedOn() {
    var end = new SagaReport.Ended(SagaOutcome.COMPLETED, List.of(ORDER, COURIER), "");
    for (var each : List.of(end, new SagaReport.Progressed("order", List.of(ORDER)))) {
      assertThat(report(each, true, SAGA).text())
          .hasValueSatisfying(
              it -> assertThat(it).startsWith("About your question on XYZ-123: Order XYZ-123"));
    }
  }

  @Test
  void aGoalThatIsAboutAnotherOrderByNowIsLeftAlone() {
    var end = new SagaReport.Ended(SagaOutcome.COMPLETED, List.of(ORDER), "");
    var context = say("status of ABC-9?", Context.EMPTY).goals().orElseThrow();
    var prompt = new AgentPrompt.SagaReported(SAGA, end, true);
    var answer =
        agent.answer(
            prompt,
            AgentView.of(Context.EMPTY.with(Optional.of(context.goal()), context.suspended(), 2)));
    assertThat(answer.goals()).isEmpty();
  }

  @Test
  void aPartialEndSaysWhatIsKnownAndThatMoreMayCome() {
    var known = partial(List.of(ORDER), SAGA);
    assertThat(known).contains("out for delivery").contains("I'll tell you if I still do");
    assertThat(partial(List.of(), SAGA)).contains("could not reach").contains("as soon as");
    assertThat(partial(List.of(), saga("XYZ-123", true))).contains("could not learn more");
  }

  @Test
  void aFailureSaysWhatToDo() {
    assertThat(failed("ORDER_NOT_FOUND", List.of())).contains("can't find an order XYZ-123");
    assertThat(failed("SERVICE_ERROR", List.of())).contains("try again later");
    assertThat(failed("NOT_ON_THE_WAY", List.of(ORDER))).contains("out for delivery");
  }

  private String failed(String reason, List<Fact> facts) {
    var end = new SagaReport.Ended(SagaOutcome.FAILED, facts, reason);
    return report(end, false, SAGA).text().orElseThrow();
  }

  private String partial(List<Fact> facts, PendingSaga saga) {
    var end = new SagaReport.Ended(SagaOutcome.PARTIALLY_COMPLETED, facts, "DEADLINE_EXCEEDED");
    return report(end, false, saga).text().orElseThrow();
  }

  private AgentAnswer say(String text, Context context) {
    return agent.answer(new AgentPrompt.UserSaid(text, 5, NOW), AgentView.of(context));
  }

  private AgentAnswer report(SagaReport report, boolean movedOn, PendingSaga saga) {
    var goals = say("status of XYZ-123?", Context.EMPTY).goals().orElseThrow();
    var context = Context.EMPTY.with(Optional.of(goals.goal()), goals.suspended(), 2).await(saga);
    return agent.answer(new AgentPrompt.SagaReported(saga, report, movedOn), AgentView.of(context));
  }

  private static PendingSaga saga(String order, boolean partial) {
    return new PendingSaga("s.3", "order_status", Map.of("orderId", order), 3, 2, NOW, 0, partial);
  }

  private static Fact fact(String kind, Map<String, String> attributes) {
    return new Fact(kind, "XYZ-123", attributes, NOW, kind + ".replies");
  }
}
