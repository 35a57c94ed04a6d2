package switchboard.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One process of a local system, before it runs.
 *
 * @param name unique within the system, such as {@code node-1}
 * @param kind {@code node}, {@code simulator}, {@code broker} or {@code redis}
 * @param command program and arguments
 * @param ready matches, within a line of its output, that it is ready
 * @param address where it is reached, {@code host:port}; empty for a simulator without HTTP
 * @param management of a node: {@code host:port} of Pekko Management; empty for the others
 * @param log file that its output is appended to
 * @param restartAfter how long it stays away at first when it died; longer each time it dies soon
 * @param stopWithin how long it may take to stop before it is killed
 */
record Part(
    String name,
    String kind,
    List<String> command,
    Pattern ready,
    String address,
    String management,
    Path log,
    Duration restartAfter,
    Duration stopWithin) {
  Part {
    command = List.copyOf(command);
  }
}
