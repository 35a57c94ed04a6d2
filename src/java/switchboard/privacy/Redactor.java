package switchboard.privacy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds and masks what identifies a person in free text: e-mail addresses, telephone numbers,
 * payment cards, and numbers that governments give. Takes time in proportion to the text, whatever
 * stands in it. Safe for many threads.
 *
 * <p>It knows these things by their shape and their check digits. Names, addresses and anything
 * spelt out in words pass, and now and then a number that means something else is masked.
 */
public final class Redactor {
  private static final Comparator<Finding> IN_ORDER =
      Comparator.comparingInt(Finding::start).thenComparing(Finding::end);

  private final String region;

  private Redactor(String region) {
    this.region = region;
  }

  /**
   * One that reads telephone numbers as somebody in a region writes them.
   *
   * @param region two letters of ISO 3166, such as {@code IN}
   * @throws IllegalArgumentException if it is not two letters
   */
  public static Redactor inRegion(String region) {
    if (!region.matches("[A-Za-z]{2}")) {
      throw new IllegalArgumentException(
          "a region of telephone numbers must be two letters, such as IN");
    }
    return new Redactor(region.toUpperCase(Locale.ROOT));
  }

  /** The text with what was found replaced by what it is, such as {@code [phone]}. */
  public String mask(String text) {
    var findings = find(text);
    if (findings.isEmpty()) {
      return text;
    }
    var masked = new StringBuilder(text.length());
    int at = 0;
    for (var finding : findings) {
      masked.append(text, at, finding.start()).append(finding.kind().mask());
      at = finding.end();
    }
    return masked.append(text, at, text.length()).toString();
  }

  /** What is in the text, in order, without overlaps. */
  public List<Finding> find(String text) {
    var found = new ArrayList<Finding>();
    Emails.find(text, found);
    Identifiers.find(text, found);
    var numbers = Numbers.of(text);
    CheckedNumbers.find(numbers, found);
    Phones.find(text, numbers, region, found);
    return found.size() < 2 ? List.copyOf(found) : united(found);
  }

  /** What overlaps becomes one, so that no part of either is left over. */
  private static List<Finding> united(List<Finding> found) {
    found.sort(IN_ORDER);
    var united = new ArrayList<Finding>();
    for (var next : found) {
      if (united.isEmpty() || united.getLast().end() <= next.start()) {
        united.add(next);
      } else {
        var last = united.removeLast();
        var kind = last.kind().compareTo(next.kind()) <= 0 ? last.kind() : next.kind();
        united.add(new Finding(kind, last.start(), Math.max(last.end(), next.end())));
      }
    }
    return List.copyOf(united);
  }
}
