package switchboard.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The groups of digits in a text, in order, of any script; without those of UUIDs and of dates and
 * times as machines write them.
 */
final class Numbers {
  /** The shapes have a fixed length. */
  private static final Pattern NO_NUMBER =
      Pattern.compile(
          "(?<![0-9a-zA-Z])(?:\\p{XDigit}{8}-(?:\\p{XDigit}{4}-){3}\\p{XDigit}{12}"
              + "|[12]\\d{3}-[01]\\d-[0-3]\\dT[0-2]\\d:[0-5]\\d(?::[0-6]\\d(?:\\.\\d{1,9})?)?)"
              + "(?![0-9a-zA-Z])|(?<![0-9a-zA-Z])[12]\\d{3}-[01]\\d-[0-3]\\d(?![0-9-])");

  private final List<Group> groups = new ArrayList<>();

  /**
   * Digits that stand together.
   *
   * @param start index of the first
   * @param end index after the last
   * @param digits them as ASCII
   * @param joined whether only a separator is between the group before and this one
   */
  record Group(int start, int end, String digits, boolean joined) {}

  private Numbers() {}

  static Numbers of(String text) {
    var numbers = new Numbers();
    var skipped = NO_NUMBER.matcher(text);
    int skip = skipped.find() ? skipped.start() : text.length();
    int i = 0;
    while (i < text.length()) {
      if (i == skip) {
        i = skipped.end();
        skip = skipped.find() ? skipped.start() : text.length();
      } else if (isDigit(text.charAt(i))) {
        i = numbers.add(text, i, skip);
      } else {
        i++;
      }
    }
    return numbers;
  }

  List<Group> groups() {
    return groups;
  }

  private int add(String text, int start, int before) {
    var digits = new StringBuilder();
    int end = start;
    while (end < before && isDigit(text.charAt(end))) {
      digits.append((char) ('0' + Character.digit(text.charAt(end), 10)));
      end++;
    }
    boolean joined = !groups.isEmpty() && isSeparator(text, groups.getLast().end(), start);
    groups.add(new Group(start, end, digits.toString(), joined));
    return end;
  }

  /** At most three spaces and dashes. */
  private static boolean isSeparator(String text, int from, int to) {
    if (to - from > 3) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\u00a0' && c != '\t' && c != '-' && c != '\u2013' && c != '\u2011') {
        return false;
      }
    }
    return true;
  }

  static boolean isDigit(char c) {
    return c >= '0' && (c <= '9' || c > '\u0600' && Character.isDigit(c));
  }
}
