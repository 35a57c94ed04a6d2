package switchboard.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.delivery.ReportProblemSaga.Choice;
import switchboard.delivery.ReportProblemSaga.Problem;
import switchboard.saga.Step;

/** Words for a problem with an order, and for what the user has to decide about it. */
final class ProblemWords {
  private ProblemWords() {}

  /** Words for what the saga tells; none if it says nothing new to the user. */
  static Optional<String> of(
      String orderId, PendingSaga saga, SagaReport report, Duration decisionWithin) {
    return switch (report) {
      // the choice is the user's own, which was acknowledged when it was made
      case SagaReport.Progressed _ -> Optional.empty();
      case SagaReport.Asked(_, _, _, var facts) ->
          Optional.of(
              "I've opened "
                  + ticket(facts)
                  + " for order "
                  + orderId
                  + ": "
                  + what(saga)
                  + ". "
                  + question(decisionWithin));
      case SagaReport.Compensating(var step, var reason) ->
          Optional.of(takingBack(orderId, step, reason));
      case SagaReport.Ended ended -> Optional.of(end(orderId, ended));
    };
  }

  /** What is wrong, in words. */
  static String what(Problem problem) {
    return switch (problem) {
      case CUSTOMER_UNREACHABLE -> "the customer can't be reached";
      case WRONG_ADDRESS -> "the address is wrong";
    };
  }

  /** What the user is asked. */
  static String question(Duration within) {
    return "Shall I put it on hold, or go on? If I don't hear from you within "
        + spoken(within)
        + ", I won't put it on hold.";
  }

  /** What was decided, before it is done. */
  static String decided(String orderId, Choice choice) {
    return switch (choice) {
      case HOLD -> "All right, I'm putting order " + orderId + " on hold.";
      case GO_ON, NO_ANSWER -> "All right, order " + orderId + " is not put on hold.";
    };
  }

  private static String what(PendingSaga saga) {
    return what(Problem.valueOf(saga.input().get(ReportProblemSaga.PROBLEM)));
  }

  private static String takingBack(String orderId, String step, String reason) {
    var inTime = Reasons.isOfTime(reason) ? " in time" : "";
    return switch (step) {
      case ReportProblemSaga.ORDER ->
          "I couldn't put order " + orderId + " on hold" + inTime + ", so I'm closing the ticket.";
      default ->
          "I couldn't report the problem with order "
              + orderId
              + inTime
              + ", so I'm making sure that nothing of it stands.";
    };
  }

  private static String end(String orderId, SagaReport.Ended ended) {
    return switch (ended.outcome()) {
      case COMPLETED -> complete(orderId, ended.facts());
      case FAILED ->
          ended.reason().equals("ORDER_NOT_FOUND")
              ? OrderWords.notFound(orderId)
              : "I couldn't report the problem with order "
                  + orderId
                  + "; nothing has changed. Please try again later.";
      case COMPENSATED ->
          "I couldn't see to the problem with order "
              + orderId
              + ": all of it was taken back; nothing has changed. Please try again later.";
      case PARKED ->
          "I couldn't see to the problem with order "
              + orderId
              + ", and not all of it could be taken back. A colleague has to look at it; I'll tell"
              + " you when it is settled.";
      case PARTIALLY_COMPLETED ->
          "I don't know yet what became of the problem with order "
              + orderId
              + "; I'll tell you as soon as I do.";
    };
  }

  private static String complete(String orderId, List<Fact> facts) {
    return switch (choice(facts)) {
      case HOLD -> "Order " + orderId + " is on hold, and support has " + ticket(facts) + ".";
      case GO_ON -> "Order " + orderId + " goes on, and support has " + ticket(facts) + ".";
      case NO_ANSWER ->
          "I didn't hear from you in time, so order "
              + orderId
              + " was not put on hold. Support has "
              + ticket(facts)
              + ".";
    };
  }

  private static Choice choice(List<Fact> facts) {
    return Facts.attribute(ReportProblemSaga.DECISION, Step.CHOICE, facts)
        .map(Choice::valueOf)
        .orElse(Choice.NO_ANSWER);
  }

  private static String ticket(List<Fact> facts) {
    return Facts.attribute(ReportProblemSaga.TICKET, "ticket", facts)
        .map(number -> "ticket " + number)
        .orElse("a ticket");
  }

  private static String spoken(Duration time) {
    long seconds = time.toSeconds();
    return seconds % 60 == 0 && seconds > 0
        ? count(seconds / 60, "minute")
        : count(seconds, "second");
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
