package switchboard.privacy;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import java.util.List;

/**
 * Finds telephone numbers by libphonenumber, which is shown only stretches that have enough digits
 * close together, each of a bounded length: its own search tries a place many times.
 */
final class Phones {
  private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();

  /** The fewest digits of a number that is looked for; shorter ones are public services. */
  private static final int FEWEST = 7;

  /** Characters between two digits of one number, such as {@code ") - "}. */
  private static final int GAP = 4;

  /** Characters of a stretch, and how many of them the next one sees again. */
  private static final int STRETCH = 96;

  private static final int AGAIN = 32;
  private static final int TRIES = 64;

  private Phones() {}

  static void find(String text, Numbers numbers, String region, List<Finding> found) {
    var groups = numbers.groups();
    int first = 0;
    while (first < groups.size()) {
      int last = first;
      int digits = groups.get(first).digits().length();
      while (last + 1 < groups.size()
          && isWithinNumber(text, groups.get(last).end(), groups.get(last + 1).start())) {
        last++;
        digits += groups.get(last).digits().length();
      }
      if (digits >= FEWEST) {
        find(text, groups.get(first).start(), groups.get(last).end(), region, found);
      }
      first = last + 1;
    }
  }

  /** Looks from shortly before a row of digits, where a plus or a letter may stand, to after it. */
  private static void find(String text, int start, int end, String region, List<Finding> found) {
    int until = Math.min(text.length(), end + 1);
    int from = Math.max(0, start - 3);
    while (true) {
      int to = Math.min(until, from + STRETCH);
      var matches = UTIL.findNumbers(text.subSequence(from, to), region, Leniency.VALID, TRIES);
      for (var match : matches) {
        found.add(new Finding(Finding.Kind.PHONE, from + match.start(), from + match.end()));
      }
      if (to == until) {
        return;
      }
      from = to - AGAIN;
    }
  }

  private static boolean isWithinNumber(String text, int from, int to) {
    if (to - from > GAP) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c) || c == '\n' || c == ':' || c == '=' || c == '_' || c == '@') {
        return false;
      }
    }
    return true;
  }
}
