package switchboard.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Nearest {
  /** What a name is nearer by when it is a part of the other one. */
  private static final int PART = 6;

  private Nearest() {}

  /** The one of the known paths that a path is most like; empty if none is known. */
  static Optional<String> to(String path, Collection<String> known) {
    return known.stream()
        .min(Comparator.<String>comparingInt(each -> distance(path, each)).thenComparing(it -> it));
  }

  private static int distance(String path, String other) {
    var name = last(path);
    var otherName = last(other);
    boolean isPart = otherName.contains(name) || name.contains(otherName);
    return edits(path, other) - (isPart ? PART : 0);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** How many letters must be put in, taken out or replaced. */
  static int edits(String one, String other) {
    var row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
