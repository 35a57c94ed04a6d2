package switchboard.settings;

import com.typesafe.config.ConfigException;

/**
 * Something that is wrong with a configuration.
 *
 * @param origin where it is written, such as {@code my.conf:12}; empty where nothing is
 * @param text which key it is, and what it must be; one line without a secret in it
 */
public record Problem(String origin, String text) {
  /** What the library says, which has a way of its own to say where. */
  public static Problem of(ConfigException wrong) {
    var said = wrong.getMessage();
    if (wrong.origin() == null) {
      return new Problem("", said);
    }
    var where = wrong.origin().description() + ": ";
    return new Problem(
        Origins.text(wrong.origin()),
        said.startsWith(where) ? said.substring(where.length()) : said);
  }

  @Override
  public String toString() {
    return origin.isEmpty() ? text : origin + ": " + text;
  }
}
