package switchboard.operations;

import com.typesafe.config.Config;
import java.util.regex.Pattern;

/**
 * What is configured under {@code switchboard.operations.audit}.
 *
 * @param log the name of the log in the store
 * @param keep how many entries it keeps, 2 to 1,000,000
 */
public record AuditSettings(String log, int keep) {
  private static final String KEY = "switchboard.operations.audit.";
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

  /**
   * @throws IllegalArgumentException if a value is outside its range
   */
  public AuditSettings {
    if (!NAME.matcher(log).matches()) {
      throw new IllegalArgumentException(KEY + "log must be 1 to 63 of a-z 0-9 -");
    }
    if (keep < 2 || keep > 1_000_000) {
      throw new IllegalArgumentException(KEY + "keep must be 2 to 1000000");
    }
  }

  /** Reads the section from the whole configuration. */
  public static AuditSettings from(Config config) {
    return new AuditSettings(config.getString(KEY + "log"), config.getInt(KEY + "keep"));
  }
}
