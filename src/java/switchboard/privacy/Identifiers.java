package switchboard.privacy;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds numbers of governments that have letters or a fixed shape. The patterns have no open
 * repetition, so each place of a text is looked at a bounded number of times.
 */
final class Identifiers {
  private static final String APART = "[ -]?";

  /** The fourth letter says what the holder is, such as P for a person. */
  private static final Pattern PAN = pattern("[a-z]{3}[abcfghjlpt][a-z]\\d{4}[a-z]");

  private static final Pattern NINO =
      pattern(
          "(?!bg|gb|kn|nk|nt|tn|zz)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]"
              + (APART + "\\d{2}").repeat(3)
              + APART
              + "[a-d]");

  /** With its separators alone: nine digits by themselves can be anything. */
  private static final Pattern SSN =
      pattern("(?!000|666|9)\\d{3}([ -])(?!00)\\d{2}\\1(?!0000)\\d{4}");

  private Identifiers() {}

  static void find(String text, List<Finding> found) {
    find(PAN, Finding.Kind.INDIAN_PAN, text, found);
    find(NINO, Finding.Kind.UK_NINO, text, found);
    find(SSN, Finding.Kind.US_SSN, text, found);
  }

  private static void find(Pattern pattern, Finding.Kind kind, String text, List<Finding> found) {
    var match = pattern.matcher(text);
    while (match.find()) {
      found.add(new Finding(kind, match.start(), match.end()));
    }
  }

  /** Not within a longer word or number. */
  private static Pattern pattern(String shape) {
    return Pattern.compile(
        "(?<![a-z0-9])" + shape + "(?![a-z0-9]|[-]\\d)", Pattern.CASE_INSENSITIVE);
  }
}
