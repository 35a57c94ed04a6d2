package switchboard.delivery;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a delivery partner wants, as far as a few rules can tell. */
sealed interface Utterance {
  /** Asks how an order stands. */
  record OrderStatus(String orderId) implements Utterance {}

  /** Everything else that the assistant knows. */
  enum Plain implements Utterance {
    /** Asks how an order stands, without naming it. */
    ORDER_STATUS_OF_WHICH,
    THANKS,
    HELP,
    OTHER
  }

  /** Something like XYZ-123. */
  Pattern ORDER_ID = Pattern.compile("\\b([A-Z]{2,5}-[0-9]{1,9})\\b", Pattern.CASE_INSENSITIVE);

  Pattern STATUS =
      Pattern.compile("\\b(status|where|track|eta|how long|when)\\b", Pattern.CASE_INSENSITIVE);
  Pattern ABOUT_AN_ORDER =
      Pattern.compile("\\b(order|delivery|parcel)\\b", Pattern.CASE_INSENSITIVE);
  Pattern GRATITUDE =
      Pattern.compile("\\b(thanks|thank you|thx|cheers|great)\\b", Pattern.CASE_INSENSITIVE);
  Pattern QUESTION_OF_USE =
      Pattern.compile("\\b(help|what can you do|how does this work)\\b", Pattern.CASE_INSENSITIVE);

  static Utterance of(String text) {
    var order = ORDER_ID.matcher(text);
    boolean named = order.find();
    boolean asksStatus = STATUS.matcher(text).find();
    if (named && (asksStatus || ABOUT_AN_ORDER.matcher(text).find() || isOnly(text, order))) {
      return new OrderStatus(order.group(1).toUpperCase(Locale.ROOT));
    }
    if (asksStatus && ABOUT_AN_ORDER.matcher(text).find()) {
      return Plain.ORDER_STATUS_OF_WHICH;
    }
    if (QUESTION_OF_USE.matcher(text).find()) {
      return Plain.HELP;
    }
    return GRATITUDE.matcher(text).find() ? Plain.THANKS : Plain.OTHER;
  }

  private static boolean isOnly(String text, Matcher order) {
    return text.strip().length() == order.group(1).length();
  }
}
