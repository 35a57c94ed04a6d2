package switchboard.settings;

import java.util.regex.Pattern;

/**
 * What of a setting may be shown. When in doubt it is hidden: a key whose name, or a part of whose
 * path, sounds like a secret is, unless its default shows that it is a number, a time or a switch;
 * and whatever the key is, so are the user's part of a URI and secrets that are written as
 * name=value.
 */
public final class Secrets {
  /** Stands for what is not shown. */
  public static final String HIDDEN = "(hidden)";

  private static final Pattern NAME =
      Pattern.compile(
          "(?i).*(passw|pass-?phrase|pwd|secret|token|credential|jaas|private|key-?encryption"
              + "|cookie|api-?key|access-?key|[^a-z](kek|auth)([^a-z]|$)|[^a-z]key$).*");

  private static final Pattern USER = Pattern.compile("(?<=://)[^\\s\"']*@");

  /** Between two URIs of a list: what belongs to one is looked for in that one only. */
  private static final Pattern NEXT = Pattern.compile(",(?=\\s*[A-Za-z][A-Za-z0-9+.-]*://)");

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)((?:passw|pwd|secret|token|credential|api-?key|access-?key)[\\w.-]*\\s*[=:]\\s*)"
              + "(\"[^\"]*\"|'[^']*'|[^\\s&;,\"']+)");

  private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----.*");

  private Secrets() {}

  /** The value of a key, as far as it may be shown. */
  public static String shown(Defaults defaults, String key, String value) {
    if (!value.isEmpty() && isSecret(defaults, key)) {
      return HIDDEN;
    }
    return masked(value);
  }

  /** Whether all of a key's value is hidden. */
  static boolean isSecret(Defaults defaults, String key) {
    return NAME.matcher(key).matches()
        && defaults.find(key).filter(standard -> Kind.of(standard).isHarmless()).isEmpty();
  }

  /** A text of whatever key without the secrets that can be told from their form. */
  static String masked(String value) {
    if (PEM.matcher(value).find()) {
      return HIDDEN;
    }
    var parts = NEXT.split(value);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = USER.matcher(parts[i]).replaceAll(HIDDEN + "@");
    }
    return ASSIGNED.matcher(String.join(",", parts)).replaceAll("$1" + HIDDEN);
  }
}
