package switchboard.telemetry;

import com.typesafe.config.Config;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where spans go, under {@code switchboard.telemetry.traces}.
 *
 * @param endpoint the URL that takes OTLP over HTTP; empty: no span is made
 * @param ratio the part of the traces that begin here which is kept, 0 to 1
 * @param queue how many spans wait to be sent at most, 1 to 1,000,000; what does not fit is dropped
 * @param timeout how long one batch may take to be sent, 100 ms to 1 min
 * @param headers a file with a line NAME: VALUE for each header that goes with every batch
 */
public record TraceSettings(
    Optional<URI> endpoint, double ratio, int queue, Duration timeout, Optional<Path> headers) {
  static final String SECTION = "switchboard.telemetry.traces";
  private static final int LARGEST_QUEUE = 1_000_000;

  public TraceSettings {
    check(ratio >= 0 && ratio <= 1, "ratio must be 0 to 1");
    check(queue >= 1 && queue <= LARGEST_QUEUE, "queue must be 1 to " + LARGEST_QUEUE);
    long millis = timeout.toMillis();
    check(millis >= 100 && millis <= 60_000, "timeout must be 100 ms to 1 min");
    check(
        endpoint.stream().allMatch(TraceSettings::isHttp),
        "endpoint must be empty or an http or https URL such as http://127.0.0.1:4318/v1/traces");
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if one is out of its range; the message is one line
   */
  public static TraceSettings from(Config config) {
    var section = config.getConfig(SECTION);
    return new TraceSettings(
        text(section, "endpoint").map(TraceSettings::uri),
        section.getDouble("ratio"),
        section.getInt("queue"),
        section.getDuration("timeout"),
        text(section, "headers-file").map(Path::of));
  }

  private static Optional<String> text(Config section, String key) {
    return Optional.of(section.getString(key).strip()).filter(it -> !it.isEmpty());
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(SECTION + ".endpoint is no URL: " + text);
    }
  }

  private static boolean isHttp(URI uri) {
    return uri.getHost() != null
        && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
  }

  private static void check(boolean right, String rule) {
    if (!right) {
      throw new IllegalArgumentException(SECTION + "." + rule);
    }
  }
}
