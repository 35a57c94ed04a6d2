package switchboard.delivery;

import java.util.Optional;
import java.util.regex.Pattern;
import switchboard.delivery.ReportProblemSaga.Choice;

/**
 * Whether an order with a problem shall be put on hold, as a partner says it.
 *
 * @param explicit whether it says so itself, and not only yes or no
 */
record Decided(Choice choice, boolean explicit) {
  private static final Pattern GO_ON =
      pattern(
          "\\b(go on|go ahead|carry on|continue|proceed|no hold|(don't|dont|do not|not) hold)\\b");
  private static final Pattern HOLD = pattern("\\bhold\\b(?! on\\b)");
  private static final Pattern YES = pattern("^\\W*(yes|yeah|yep|sure|ok|okay|please do)\\b");
  private static final Pattern NO = pattern("^\\W*(no|nope|nah)\\b");

  /** Reads a text; empty if it decides nothing. */
  static Optional<Decided> of(String said) {
    var text = said.replace('’', '\'');
    if (Utterance.QUESTION.matcher(text).find()) {
      return Optional.empty();
    }
    if (GO_ON.matcher(text).find()) {
      return Optional.of(new Decided(Choice.GO_ON, true));
    }
    if (HOLD.matcher(text).find()) {
      return Optional.of(new Decided(Choice.HOLD, true));
    }
    if (YES.matcher(text).find()) {
      return Optional.of(new Decided(Choice.HOLD, false));
    }
    return Optional.of(new Decided(Choice.GO_ON, false)).filter(_ -> NO.matcher(text).find());
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }
}
