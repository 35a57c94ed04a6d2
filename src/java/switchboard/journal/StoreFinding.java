package switchboard.journal;

import java.util.Optional;

/**
 * One thing that was looked at in the store.
 *
 * @param about one word: what was looked at
 * @param server which server, {@code host:port}; empty for the store as a whole
 * @param evidence what was seen, one sentence
 * @param remedy what an operator can do; empty only if nothing has to be done
 */
public record StoreFinding(
    Level level, String about, Optional<String> server, String evidence, String remedy) {
  /** How bad it is. */
  public enum Level {
    OK,
    /** Not lost yet, but less safe than the product promises. */
    WARN,
    /** Data is lost, can be lost at any moment, or nodes do not take the store. */
    BAD
  }

  public StoreFinding {
    if (remedy.isEmpty() != (level == Level.OK)) {
      throw new IllegalArgumentException("a remedy is for what is not well, and only for that");
    }
  }

  static StoreFinding ok(String about, String server, String evidence) {
    return new StoreFinding(Level.OK, about, Optional.of(server), evidence, "");
  }

  static StoreFinding warn(String about, String server, String evidence, String remedy) {
    return new StoreFinding(Level.WARN, about, Optional.of(server), evidence, remedy);
  }

  static StoreFinding bad(String about, String server, String evidence, String remedy) {
    return new StoreFinding(Level.BAD, about, Optional.of(server), evidence, remedy);
  }
}
