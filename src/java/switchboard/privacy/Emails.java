package switchboard.privacy;

import java.util.List;

/** Finds e-mail addresses. */
final class Emails {
  /** The longest local part, and the longest domain, that there can be. */
  private static final int LOCAL = 64;

  private static final int DOMAIN = 255;

  private Emails() {}

  static void find(String text, List<Finding> found) {
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      int start = at;
      while (start > 0 && at - start < LOCAL && isLocal(text.charAt(start - 1))) {
        start--;
      }
      int end = domainEnd(text, at + 1);
      if (start < at && end > 0) {
        found.add(new Finding(Finding.Kind.EMAIL, start, end));
      }
    }
  }

  /** Where the domain ends that starts here; 0 if none does: labels, and a top one of letters. */
  private static int domainEnd(String text, int start) {
    int most = Math.min(text.length(), start + DOMAIN);
    int end = 0;
    int label = start;
    boolean dotted = false;
    int i = start;
    while (i < most) {
      char c = text.charAt(i);
      if (c == '.') {
        if (i == label) {
          break;
        }
        dotted = true;
        label = i + 1;
      } else if (Character.isLetterOrDigit(c) || c == '-') {
        // A label that starts with two letters may be the top one.
        if (dotted && i > label && Character.isLetter(text.charAt(label))) {
          end = i + 1;
        }
      } else {
        break;
      }
      i++;
    }
    return end;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".indexOf(c) >= 0;
  }
}
