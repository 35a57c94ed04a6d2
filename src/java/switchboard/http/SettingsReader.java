package switchboard.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads one service's keys, its own before the defaults, and notes what is wrong with each instead
 * of stopping at the first. What it returns for a wrong one is of no use.
 */
final class SettingsReader {
  private static final Set<String> KEYS =
      Set.of(
          "url",
          "timeout",
          "connect-timeout",
          "breaker.failure-rate",
          "breaker.window",
          "breaker.minimum-calls",
          "breaker.open-for",
          "breaker.half-open-calls",
          "bulkhead.concurrent",
          "rate.per-second");

  private final String section;
  private final String name;
  private final Config own;
  private final Config defaults;
  private final Set<String> errors;

  /**
   * @param section the path of the section that holds both
   * @param errors takes a line for each wrong key, once
   */
  SettingsReader(String section, String name, Config own, Config defaults, Set<String> errors) {
    this.section = section;
    this.name = name;
    this.own = own;
    this.defaults = defaults;
    this.errors = errors;
    for (var entry : own.entrySet()) {
      if (!KEYS.contains(entry.getKey())) {
        errors.add(section + "." + name + "." + entry.getKey() + ": there is no such key");
      }
    }
  }

  /** Above 0, at most {@code most}. */
  Duration duration(String key, Duration most) {
    return read(
        key,
        config -> config.getDuration(key),
        value -> value.isPositive() && value.compareTo(most) <= 0,
        "a time above 0, at most " + most.toMillis() + " ms",
        most);
  }

  /** From 1 to {@code most}. */
  int whole(String key, int most) {
    return read(
        key,
        config -> config.getInt(key),
        value -> value >= 1 && value <= most,
        "a whole number from 1 to " + most,
        most);
  }

  /** Above 0, at most 100. */
  double percent(String key) {
    return read(
        key,
        config -> config.getDouble(key),
        value -> value > 0 && value <= 100,
        "a number above 0, at most 100",
        100.0);
  }

  /** Empty where it is the empty text or says nothing. */
  Optional<URI> url(String key) {
    if (!own.hasPath(key)) {
      return Optional.empty();
    }
    var text =
        read(
            key,
            config -> config.getString(key),
            value -> value.isEmpty() || parsed(value).isPresent(),
            "http:// or https://, a host, and perhaps a port and a path; nothing more",
            "");
    return parsed(text);
  }

  private static Optional<URI> parsed(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var url = new URI(text);
      boolean good =
          ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
              && url.getHost() != null
              && url.getPort() != 0
              && url.getPort() <= 65_535
              && url.getUserInfo() == null
              && url.getQuery() == null
              && url.getFragment() == null;
      return good ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private <T> T read(
      String key, Function<Config, T> how, Predicate<T> good, String must, T otherwise) {
    boolean isOwn = own.hasPath(key);
    var where = section + "." + (isOwn ? name : "defaults") + "." + key;
    try {
      var value = how.apply(isOwn ? own : defaults);
      if (good.test(value)) {
        return value;
      }
      errors.add(where + ": must be " + must);
    } catch (ConfigException missingOrOfAnotherType) {
      errors.add(where + ": must be " + must);
    }
    return otherwise;
  }
}
