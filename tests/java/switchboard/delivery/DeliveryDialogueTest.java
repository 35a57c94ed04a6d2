package switchboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.Decision;
import switchboard.agent.AgentAnswer.SagaStart;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;

class DeliveryDialogueTest {
  private static final String ID = "XYZ-123";

  private final Play play = new Play();

  private Fact order(String status) {
    return play.fact("order", ID, Map.of("status", status));
  }

  private Fact credit() {
    return play.fact("credit", ID, Map.of("amount", "85", "currency", "INR"));
  }

  private Fact ticket() {
    return play.fact("ticket", ID, Map.of("ticket", "T-7"));
  }

  private Fact choice(String choice) {
    return play.fact("decision", ID, Map.of("choice", choice));
  }

  private static String text(AgentAnswer answer) {
    return answer.text().orElse("");
  }

  @Test
  void aDeliveryIsMarkedStepByStepAndToldAsItGoes() {
    var reply = play.say("I delivered XYZ-123");
    assertThat(reply.sagas())
        .containsExactly(
            new SagaStart("mark_delivered", Map.of("orderId", ID), Duration.ofSeconds(60)));
    assertThat(reply.interim()).isTrue();
    assertThat(play.goal().intent()).isEqualTo("mark_delivered");
    assertThat(play.goal().status()).isEqualTo(Goal.Status.AWAITING_SYSTEM);
    var marked =
        play.tell(
            "mark_delivered", new SagaReport.Progressed("order", List.of(order("DELIVERED"))));
    assertThat(text(marked))
        .isEqualTo("Order XYZ-123 is marked delivered. I'm crediting you for it now.");
    assertThat(marked.interim()).isTrue();
    var credited =
        play.tell(
            "mark_delivered",
            new SagaReport.Progressed("credit", List.of(order("DELIVERED"), credit())));
    assertThat(text(credited)).contains("credited 85 INR for order XYZ-123");
    var end = play.end("mark_delivered", SagaOutcome.COMPLETED, "", order("DELIVERED"), credit());
    assertThat(text(end))
        .isEqualTo("Order XYZ-123 is marked delivered, and you are credited 85 INR for it.");
    assertThat(end.interim()).isFalse();
    assertThat(play.goal().status()).isEqualTo(Goal.Status.ACHIEVED);
  }

  @Test
  void aDeliveryThatIsCreditedOrUnderWayIsNotMarkedAgain() {
    play.say("I delivered XYZ-123");
    assertThat(text(play.say("mark XYZ-123 delivered"))).contains("already marking");
    play.end("mark_delivered", SagaOutcome.COMPLETED, "", order("DELIVERED"), credit());
    var again = play.say("I delivered XYZ-123");
    assertThat(text(again)).contains("delivered already");
    assertThat(again.sagas()).isEmpty();
  }

  @Test
  void takingBackIsToldWithWhatFailedAndItsEndWithWhatStands() {
    play.say("I delivered XYZ-123");
    var back = play.tell("mark_delivered", new SagaReport.Compensating("credit", "REFUSED"));
    assertThat(text(back))
        .isEqualTo(
            "I couldn't credit your delivery of XYZ-123, so I'm taking back that it was marked"
                + " delivered.");
    assertThat(back.interim()).isTrue();
    var end = play.end("mark_delivered", SagaOutcome.COMPENSATED, "REFUSED");
    assertThat(text(end)).contains("all of it was taken back; nothing has changed");
    assertThat(play.goal().status()).isEqualTo(Goal.Status.ABANDONED);
    assertThat(play.say("I delivered XYZ-123").sagas()).hasSize(1);
  }

  @Test
  void wordsForWhatFailedFitTheStepAndTheReason() {
    play.say("I delivered XYZ-123");
    for (var said :
        Map.of(
                "order", "nothing of it stands",
                "courier", "taking back your credit",
                "", "taking back what was done")
            .entrySet()) {
      var report = new SagaReport.Compensating(said.getKey(), "TIMED_OUT");
      assertThat(text(play.tell("mark_delivered", report)))
          .contains(said.getValue())
          .contains("in time");
    }
    assertThat(text(play.end("mark_delivered", SagaOutcome.PARKED, "REFUSED")))
        .contains("A colleague has to look at it");
    assertThat(text(play.say("I delivered XYZ-123"))).contains("colleague is looking");
  }

  @Test
  void aDeliveryThatCannotBeSaysWhy() {
    for (var said :
        Map.of(
                "ORDER_NOT_FOUND", "can't find an order XYZ-123",
                "ORDER_CANCELLED", "was cancelled",
                "REFUSED", "nothing has changed")
            .entrySet()) {
      play.say("I delivered XYZ-123");
      assertThat(text(play.end("mark_delivered", SagaOutcome.FAILED, said.getKey())))
          .contains(said.getValue());
    }
  }

  @Test
  void aProblemIsReportedAskedAboutDecidedAndEnded() {
    var reply = play.say("The customer at XYZ-123 is not answering");
    assertThat(reply.sagas())
        .containsExactly(
            new SagaStart(
                "report_problem",
                Map.of("orderId", ID, "problem", "CUSTOMER_UNREACHABLE"),
                Duration.ofMinutes(5)));
    assertThat(play.goal().slots().get("problem").value()).isEqualTo("CUSTOMER_UNREACHABLE");
    var asked = play.ask("report_problem", ticket());
    assertThat(text(asked))
        .isEqualTo(
            "I've opened ticket T-7 for order XYZ-123: the customer can't be reached. Shall I put"
                + " it on hold, or go on? If I don't hear from you within 2 minutes, I won't put"
                + " it on hold.");
    assertThat(play.goal().status()).isEqualTo(Goal.Status.AWAITING_USER);
    var decided = play.say("yes, hold order XYZ-123");
    assertThat(decided.decisions())
        .containsExactly(new Decision(play.saga("report_problem").saga(), "decision", "HOLD"));
    assertThat(play.goal().status()).isEqualTo(Goal.Status.AWAITING_SYSTEM);
    assertThat(play.aside()).isEmpty();
    var held = play.fact("order", ID, Map.of("status", "PREPARING", "held", "true"));
    var end = play.end("report_problem", SagaOutcome.COMPLETED, "", ticket(), choice("HOLD"), held);
    assertThat(text(end)).isEqualTo("Order XYZ-123 is on hold, and support has ticket T-7.");
    assertThat(text(play.say("hold it"))).contains("nothing that waits for your decision");
  }

  @Test
  void aNoGoesOnAndSilenceIsToldToHaveBeenTooLong() {
    play.say("the address of XYZ-123 is wrong");
    play.ask("report_problem", ticket());
    assertThat(play.say("no").decisions()).extracting(Decision::choice).containsExactly("GO_ON");
    var end = play.end("report_problem", SagaOutcome.COMPLETED, "", ticket(), choice("GO_ON"));
    assertThat(text(end)).contains("XYZ-123 goes on").contains("T-7");
    play.say("the address of XYZ-123 is wrong");
    play.ask("report_problem", ticket());
    var late = play.end("report_problem", SagaOutcome.COMPLETED, "", ticket(), choice("NO_ANSWER"));
    assertThat(text(late)).contains("didn't hear from you in time").contains("not put on hold");
  }

  @Test
  void aHoldThatFailsIsTakenBackWithItsTicket() {
    play.say("the address of XYZ-123 is wrong");
    play.ask("report_problem", ticket());
    play.say("hold it");
    var back = play.tell("report_problem", new SagaReport.Compensating("order", "REFUSED"));
    assertThat(text(back))
        .isEqualTo("I couldn't put order XYZ-123 on hold, so I'm closing the ticket.");
    assertThat(text(play.end("report_problem", SagaOutcome.COMPENSATED, "REFUSED")))
        .contains("all of it was taken back");
  }

  @Test
  void aChangeOfSubjectPutsAQuestionAsideAndComesBackToIt() {
    play.say("the address of XYZ-123 is wrong");
    play.ask("report_problem", ticket());
    var reply = play.say("When is my payout?");
    assertThat(reply.sagas()).extracting(SagaStart::type).containsExactly("payout_status");
    assertThat(play.goal().intent()).isEqualTo("payout_status");
    assertThat(play.aside()).extracting(Goal::intent).containsExactly("report_problem");
    var payout = play.fact("payout", "partner-1", Map.of("amount", "900", "currency", "INR"));
    var told = play.end("payout_status", SagaOutcome.COMPLETED, "", payout);
    assertThat(text(told))
        .startsWith("Your next payout is 900 INR.")
        .endsWith("Back to order XYZ-123: shall I put it on hold, or go on?");
    assertThat(play.goal().intent()).isEqualTo("report_problem");
    assertThat(play.aside()).isEmpty();
    assertThat(play.say("yes").decisions()).hasSize(1);
  }

  @Test
  void aDecisionInTheMiddleOfSomethingElseTakesTheGoalUpAgain() {
    play.say("the address of XYZ-123 is wrong");
    play.ask("report_problem", ticket());
    play.say("status of ABC-9?");
    assertThat(play.say("go on with XYZ-123").decisions()).hasSize(1);
    assertThat(play.goal().intent()).isEqualTo("report_problem");
    assertThat(play.aside()).extracting(Goal::intent).containsExactly("order_status");
    var end = play.end("report_problem", SagaOutcome.COMPLETED, "", ticket(), choice("GO_ON"));
    assertThat(text(end)).startsWith("Order XYZ-123 goes on");
    assertThat(play.goal().intent()).isEqualTo("order_status");
  }

  @Test
  void whichOfTwoQuestionsIsMeantIsAsked() {
    play.say("the address of XYZ-123 is wrong");
    play.ask("report_problem", ticket());
    play.say("the address of ABC-9 is wrong");
    play.ask("report_problem", play.fact("ticket", "ABC-9", Map.of("ticket", "T-8")));
    play.say("when is my payout?");
    var unclear = play.say("hold it");
    assertThat(unclear.decisions()).isEmpty();
    assertThat(text(unclear)).contains("order XYZ-123 or order ABC-9");
    assertThat(play.say("hold ABC-9").decisions())
        .extracting(Decision::saga)
        .containsExactly(play.saga("report_problem").saga());
  }

  @Test
  void whatAnOrderIsMissingForIsGoneOnWithOnceItIsNamed() {
    assertThat(text(play.say("mark it delivered"))).contains("Which order");
    assertThat(play.say("XYZ-123").sagas())
        .extracting(SagaStart::type)
        .containsExactly("mark_delivered");
    assertThat(play.aside()).isEmpty();
    var other = new Play();
    other.say("the customer isn't answering");
    assertThat(other.say("order ABC-9").sagas())
        .extracting(SagaStart::input)
        .containsExactly(Map.of("orderId", "ABC-9", "problem", "CUSTOMER_UNREACHABLE"));
    assertThat(other.say("mark it delivered").sagas())
        .extracting(SagaStart::input)
        .containsExactly(Map.of("orderId", "ABC-9"));
  }

  @Test
  void aPayoutThatIsNotKnownIsSaidSo() {
    play.say("when is my payout");
    assertThat(text(play.say("my payout?"))).contains("still looking up");
    var partial = play.end("payout_status", SagaOutcome.PARTIALLY_COMPLETED, "DEADLINE_EXCEEDED");
    assertThat(text(partial)).contains("could not reach payments in time");
    assertThat(play.goal().status()).isEqualTo(Goal.Status.AWAITING_SYSTEM);
    var second = play.end("payout_status", SagaOutcome.PARTIALLY_COMPLETED, "DEADLINE_EXCEEDED");
    assertThat(text(second)).contains("could not learn");
    play.say("when is my payout");
    assertThat(text(play.end("payout_status", SagaOutcome.FAILED, "PARTNER_NOT_FOUND")))
        .contains("doesn't know you");
  }
}
