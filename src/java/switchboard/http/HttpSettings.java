package switchboard.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The section {@code switchboard.services}; services.conf says what each key means. */
public record HttpSettings(Map<String, Service> services) {
  private static final String SECTION = "switchboard.services";
  private static final String DEFAULTS = "defaults";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /**
   * One service.
   *
   * @param url empty if it is not to be called
   * @param concurrent calls that may be under way at the same time
   * @param perSecond calls that may begin within a second
   */
  public record Service(
      String name,
      Optional<URI> url,
      Duration timeout,
      Duration connectTimeout,
      Breaker breaker,
      int concurrent,
      int perSecond) {}

  /**
   * When a service is left alone.
   *
   * @param failureRate in percent, above 0 to 100
   */
  public record Breaker(
      double failureRate, int window, int minimumCalls, Duration openFor, int halfOpenCalls) {}

  public HttpSettings {
    services = Map.copyOf(services);
  }

  /**
   * Reads and checks the section.
   *
   * @param root the whole configuration
   * @throws IllegalArgumentException if anything in it is wrong; the message has a line for each
   *     key that is, with what it must be
   */
  public static HttpSettings from(Config root) {
    var errors = new LinkedHashSet<String>();
    var section = root.getConfig(SECTION);
    var defaults = section.getConfig(DEFAULTS);
    var services = new TreeMap<String, Service>();
    for (var entry : section.root().entrySet()) {
      var name = entry.getKey();
      if (name.equals(DEFAULTS)) {
        // Checked also where every service has values of its own.
        service(name, new SettingsReader(SECTION, name, defaults, defaults, errors));
      } else if (!NAME.matcher(name).matches()) {
        errors.add(SECTION + "." + name + ": a service's name is 1 to 32 of a-z 0-9 -");
      } else if (entry.getValue() instanceof ConfigObject own) {
        var reader = new SettingsReader(SECTION, name, own.toConfig(), defaults, errors);
        services.put(name, service(name, reader));
      } else {
        errors.add(SECTION + "." + name + ": must be a section, { url = \"...\" }");
      }
    }
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", errors));
    }
    return new HttpSettings(services);
  }

  private static Service service(String name, SettingsReader reader) {
    var timeout = reader.duration("timeout", Duration.ofMinutes(5));
    return new Service(
        name,
        reader.url("url"),
        timeout,
        reader.duration("connect-timeout", timeout),
        breaker(reader),
        reader.whole("bulkhead.concurrent", 10_000),
        reader.whole("rate.per-second", 1_000_000));
  }

  private static Breaker breaker(SettingsReader reader) {
    int window = reader.whole("breaker.window", 10_000);
    return new Breaker(
        reader.percent("breaker.failure-rate"),
        window,
        reader.whole("breaker.minimum-calls", window),
        reader.duration("breaker.open-for", Duration.ofHours(1)),
        reader.whole("breaker.half-open-calls", 10_000));
  }
}
