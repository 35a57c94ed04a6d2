package switchboard.delivery;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import switchboard.delivery.ReportProblemSaga.Problem;

/** What a delivery partner wants, as far as a few rules can tell. */
sealed interface Utterance {
  /** Asks how an order stands; empty where it is not named. */
  record OrderStatus(Optional<String> orderId) implements Utterance {}

  /** Names an order and does not say what for. */
  record JustOrder(String orderId) implements Utterance {}

  /** Says that an order was delivered; empty where it is not named. */
  record Delivered(Optional<String> orderId) implements Utterance {}

  /** Says that an order cannot be delivered as it is; empty where it is not named. */
  record HasProblem(Optional<String> orderId, Problem problem) implements Utterance {}

  /** Everything else that the assistant knows. */
  enum Plain implements Utterance {
    PAYOUT,
    THANKS,
    HELP,
    OTHER
  }

  /** Something like XYZ-123. */
  Pattern ORDER_ID = pattern("\\b([A-Z]{2,5}-[0-9]{1,9})\\b");

  Pattern STATUS = pattern("\\b(status|where|track|eta|how long|when)\\b");
  Pattern ABOUT_AN_ORDER = pattern("\\b(order|delivery|parcel)\\b");
  Pattern GRATITUDE = pattern("\\b(thanks|thank you|thx|cheers|great)\\b");
  Pattern QUESTION_OF_USE = pattern("\\b(help|what can you do|how does this work)\\b");
  Pattern MONEY = pattern("\\b(payouts?|paid|payments?|earnings)\\b");

  // What changes something is done on a plain statement or request only.
  Pattern SAYS_DELIVERED =
      pattern(
          "\\b(mark|set|confirm)\\b.*\\bdelivered\\b"
              + "|\\b(i|we)('ve| have)?( just| already)? (delivered|dropped off)\\b"
              + "|^\\W*delivered\\b");
  Pattern QUESTION =
      pattern("^\\W*(is|are|was|were|what|what's|where|why|when|who|how|did|does|has|have)\\b");
  Pattern NEGATION =
      pattern("\\b(not|never|no|don't|dont|didn't|haven't|hasn't|can't|cannot|couldn't)\\b");
  Pattern UNREACHABLE =
      pattern(
          "\\b(customer|client|recipient)\\b.*\\b(unreachable|not reachable"
              + "|(not|isn't|doesn't|won't) (answer|answering|respond|responding|pick|picking)"
              + "|(not|isn't) (home|there|in))\\b"
              + "|\\b(nobody|no one)\\b.*\\b(answers|answering|responds|picks up|home|there|in)\\b"
              + "|\\b(can't|cannot|can not|couldn't) (reach|find) the (customer|client|recipient)");
  Pattern WRONG_ADDRESS =
      pattern(
          "\\baddress\\b.*\\b(wrong|incorrect|not right|not correct)\\b"
              + "|\\baddress\\b.*\\b(does not|doesn't) exist\\b"
              + "|\\b(wrong|incorrect) address\\b");

  /** Reads a text that decides nothing. */
  static Utterance of(String said) {
    var text = said.replace('’', '\'');
    var order = order(text);
    boolean asksStatus = STATUS.matcher(text).find();
    boolean aboutAnOrder = ABOUT_AN_ORDER.matcher(text).find();
    var problem = problem(text);
    if (problem.isPresent()) {
      return new HasProblem(order, problem.get());
    }
    if (saysDelivered(text)) {
      return new Delivered(order);
    }
    if (MONEY.matcher(text).find()) {
      return Plain.PAYOUT;
    }
    if (asksStatus && (aboutAnOrder || order.isPresent())) {
      return new OrderStatus(order);
    }
    if (order.isPresent() && (aboutAnOrder || isOnly(text, order.get()))) {
      return new JustOrder(order.get());
    }
    if (QUESTION_OF_USE.matcher(text).find()) {
      return Plain.HELP;
    }
    return GRATITUDE.matcher(text).find() ? Plain.THANKS : Plain.OTHER;
  }

  private static boolean isOnly(String text, String orderId) {
    return text.strip().length() == orderId.length();
  }

  /** The order that a text names, in capitals. */
  static Optional<String> order(String text) {
    return Optional.of(ORDER_ID.matcher(text))
        .filter(Matcher::find)
        .map(found -> found.group(1).toUpperCase(Locale.ROOT));
  }

  private static Optional<Problem> problem(String text) {
    if (QUESTION.matcher(text).find()) {
      return Optional.empty();
    }
    if (UNREACHABLE.matcher(text).find()) {
      return Optional.of(Problem.CUSTOMER_UNREACHABLE);
    }
    return Optional.of(Problem.WRONG_ADDRESS).filter(_ -> WRONG_ADDRESS.matcher(text).find());
  }

  private static boolean saysDelivered(String text) {
    return SAYS_DELIVERED.matcher(text).find()
        && !QUESTION.matcher(text).find()
        && !NEGATION.matcher(text).find();
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }
}
