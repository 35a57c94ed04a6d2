package switchboard.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What the clients of Redis and Kafka log. A command says itself, in one line, that something is
 * away; their dozens of lines about the same would hide it.
 */
final class LibraryLogs {
  private static final List<String> NAMES = List.of("org.apache.kafka", "io.lettuce", "io.netty");

  private LibraryLogs() {}

  /** Lets them log no more, in this process. */
  static void silence() {
    for (var name : NAMES) {
      ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF);
    }
  }
}
