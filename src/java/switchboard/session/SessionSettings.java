package switchboard.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import switchboard.context.ExtractiveSummarizer;
import switchboard.context.MemoryPolicy;
import switchboard.context.Tokens;

/** What is configured of sessions. */
public record SessionSettings(MemoryPolicy memory, Retention retention) {
  /**
   * Reads them from the whole configuration.
   *
   * @throws ConfigException if a value is missing
   * @throws IllegalArgumentException if a value cannot be kept
   */
  public static SessionSettings from(Config config) {
    var section = config.getConfig("switchboard.session");
    try {
      return new SessionSettings(
          new MemoryPolicy(
              section.getInt("memory.max-turns"),
              section.getInt("memory.max-tokens"),
              Tokens::of,
              new ExtractiveSummarizer()),
          new Retention(
              section.getDuration("idle-retention"), section.getDuration("closed-retention")));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("switchboard.session." + wrong.getMessage(), wrong);
    }
  }
}
