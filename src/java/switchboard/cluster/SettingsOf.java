package switchboard.cluster;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import switchboard.context.ExtractiveSummarizer;
import switchboard.context.MemoryPolicy;
import switchboard.session.Retention;
import switchboard.session.SessionSettings;

/** Reads what is configured of sessions. */
final class SettingsOf {
  private SettingsOf() {}

  /** Loaded with the first count: the vocabulary takes some memory. */
  private static final class Tokens {
    static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
  }

  static SessionSettings sessions(Config config) {
    var section = config.getConfig("switchboard.session");
    try {
      return new SessionSettings(
          new MemoryPolicy(
              section.getInt("memory.max-turns"),
              section.getInt("memory.max-tokens"),
              turn -> Tokens.ENCODING.countTokensOrdinary(turn.text()),
              new ExtractiveSummarizer()),
          new Retention(
              section.getDuration("idle-retention"), section.getDuration("closed-retention")));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException.BadValue("switchboard.session", wrong.getMessage(), wrong);
    }
  }
}
