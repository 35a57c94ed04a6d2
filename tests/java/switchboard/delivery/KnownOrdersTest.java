package switchboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;

/** What is known already, and what becomes known unasked. */
class KnownOrdersTest {
  private static final String QUESTION = "What's the status of order XYZ-123?";

  private final Play play = new Play();

  private Fact order(String status) {
    return play.fact("order", "XYZ-123", Map.of("status", status));
  }

  private Fact courier() {
    return play.fact("courier", "XYZ-123", Map.of("courier", "courier-7", "etaMinutes", "12"));
  }

  private void learn(Fact... facts) {
    play.say(QUESTION);
    play.end("order_status", SagaOutcome.COMPLETED, "", facts);
  }

  @Test
  void whatIsFreshIsAnsweredAtOnceWithItsAge() {
    learn(order("OUT_FOR_DELIVERY"), courier());
    play.pass(Duration.ofSeconds(12));
    var answer = play.say(QUESTION);
    assertThat(answer.sagas()).isEmpty();
    assertThat(answer.interim()).isFalse();
    assertThat(answer.text())
        .contains(
            "Order XYZ-123 is out for delivery, as of 12 seconds ago. The courier, courier-7, is"
                + " about 12 minutes away.");
    assertThat(play.goal().status()).isEqualTo(Goal.Status.ACHIEVED);
  }

  @Test
  void theOldestOfWhatIsToldSaysHowOldItIs() {
    learn(order("OUT_FOR_DELIVERY"), courier());
    play.pass(Duration.ofSeconds(20));
    assertThat(play.observe(courier())).isEqualTo(AgentAnswer.NOTHING);
    play.pass(Duration.ofSeconds(10));
    assertThat(play.say(QUESTION).text().orElseThrow()).contains("as of 30 seconds ago");
    play.pass(Duration.ofMillis(1));
    assertThat(play.say(QUESTION).sagas()).hasSize(1);
  }

  @Test
  void anOrderOnItsWayWithoutItsCourierIsAskedFor() {
    learn(order("OUT_FOR_DELIVERY"));
    assertThat(play.say(QUESTION).sagas()).hasSize(1);
  }

  @Test
  void anOrderThatASagaIsAtWorkOnIsAskedFor() {
    learn(order("PREPARING"));
    assertThat(play.say(QUESTION).text().orElseThrow())
        .isEqualTo("Order XYZ-123 is preparing, as of just now.");
    play.say("I delivered XYZ-123");
    assertThat(play.say(QUESTION).sagas()).hasSize(1);
  }

  @Test
  void anAnswerAtOnceGoesBackToWhatWasPutAside() {
    learn(order("PREPARING"));
    play.say("mark it delivered with care please");
    play.say("the address of ABC-9 is wrong");
    play.ask("report_problem");
    play.end("mark_delivered", SagaOutcome.FAILED, "REFUSED");
    var answer = play.say(QUESTION);
    assertThat(answer.text().orElseThrow())
        .isEqualTo(
            "Order XYZ-123 is preparing, as of just now. Back to order ABC-9: shall I put it on"
                + " hold, or go on?");
    assertThat(play.goal().intent()).isEqualTo("report_problem");
  }

  @Test
  void aChangeThatNobodyAskedForIsToldOnce() {
    learn(order("PREPARING"));
    var told = play.observe(order("OUT_FOR_DELIVERY"));
    assertThat(told.text()).contains("Order XYZ-123 is out for delivery now.");
    assertThat(told.goals()).isEmpty();
    assertThat(play.observe(order("OUT_FOR_DELIVERY"))).isEqualTo(AgentAnswer.NOTHING);
    assertThat(play.observe(play.fact("order", "XYZ-123", Map.of("items", "3"))))
        .isEqualTo(AgentAnswer.NOTHING);
  }

  @Test
  void aSagaAtWorkOnTheOrderTellsItItself() {
    play.say("I delivered XYZ-123");
    assertThat(play.observe(order("DELIVERED"))).isEqualTo(AgentAnswer.NOTHING);
  }

  @Test
  void afterAPartialAnswerAChangeIsTold() {
    play.say(QUESTION);
    play.tell("order_status", new SagaReport.Progressed("order", List.of(order("PREPARING"))));
    play.end("order_status", SagaOutcome.PARTIALLY_COMPLETED, "DEADLINE_EXCEEDED");
    assertThat(play.observe(order("DELIVERED")).text()).isPresent();
  }
}
