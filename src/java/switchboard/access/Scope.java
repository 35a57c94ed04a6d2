package switchboard.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a caller may do in its tenant. */
public enum Scope {
  /** Talk: the sessions whose subject is the caller's, and no others. For apps of persons. */
  CONVERSATION,
  /** All of the tenant's sessions and profiles. For the tenant's chat back ends. */
  TENANT,
  /** Export and erase each of the tenant's subjects. For whoever answers such demands. */
  PRIVACY;

  /** As it stands in tokens and files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope of this name; empty if it is none of ours. */
  public static Optional<Scope> of(String word) {
    return Arrays.stream(values()).filter(scope -> scope.word().equals(word)).findFirst();
  }

  /** All of them, for messages. */
  public static String words() {
    return Arrays.stream(values()).map(Scope::word).collect(Collectors.joining(", "));
  }
}
