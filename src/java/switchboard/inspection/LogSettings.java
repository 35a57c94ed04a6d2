package switchboard.inspection;

import com.typesafe.config.Config;

/**
 * The section {@code switchboard.log}; log.conf says what each key means.
 *
 * @param keptLines 0 to {@value #MOST}
 */
public record LogSettings(int keptLines) {
  private static final int MOST = 20_000;

  /**
   * @throws IllegalArgumentException if a value is outside its range
   */
  public LogSettings {
    if (keptLines < 0 || keptLines > MOST) {
      throw new IllegalArgumentException("switchboard.log.kept-lines must be 0 to " + MOST);
    }
  }

  /** Reads the section from the whole configuration. */
  public static LogSettings from(Config config) {
    return new LogSettings(config.getInt("switchboard.log.kept-lines"));
  }
}
