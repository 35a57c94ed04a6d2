package switchboard.simulators;

import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * How a simulated service misbehaves.
 *
 * @param latency from command to answer
 * @param errors the share of commands answered with {@code SERVICE_ERROR} and without an effect, 0
 *     to 1
 * @param silent whether answers are withheld; commands still take effect
 * @param duplicates the share of answers sent twice, 0 to 1
 */
public record Dials(Latency latency, double errors, boolean silent, double duplicates) {
  /** Answers everything once, at once. */
  public static final Dials NEUTRAL = new Dials(new Latency(0, 0), 0, false, 0);

  public Dials {
    share("errors", errors);
    share("duplicates", duplicates);
  }

  /**
   * Applies options such as {@code --latency 200..800 --errors 0.1 --silent --duplicates 0.1}; what
   * is not named stays as it is. {@code --talking} ends {@code --silent}.
   *
   * @throws IllegalArgumentException if an option or its value is not known
   */
  public Dials with(List<String> options) {
    var dials = this;
    for (var i = options.iterator(); i.hasNext(); ) {
      var option = i.next();
      dials =
          switch (option) {
            case "--silent" -> dials.withSilent(true);
            case "--talking" -> dials.withSilent(false);
            case "--latency", "--errors", "--duplicates" -> {
              if (!i.hasNext()) {
                throw new IllegalArgumentException("The option needs a value: " + option);
              }
              yield dials.with(option.substring(2), i.next());
            }
            default ->
                throw new IllegalArgumentException(
                    "Not a dial: "
                        + option
                        + "; known are --latency, --errors, --duplicates, --silent, --talking");
          };
    }
    return dials;
  }

  public Dials withLatency(Latency changed) {
    return new Dials(changed, errors, silent, duplicates);
  }

  public Dials withErrors(double changed) {
    return new Dials(latency, changed, silent, duplicates);
  }

  public Dials withSilent(boolean changed) {
    return new Dials(latency, errors, changed, duplicates);
  }

  public Dials withDuplicates(double changed) {
    return new Dials(latency, errors, silent, changed);
  }

  /** Changes one dial by its name, as the control file and the options spell it. */
  Dials with(String name, String value) {
    return switch (name) {
      case "latency" -> withLatency(Latency.parse(value));
      case "errors" -> withErrors(number(name, value));
      case "duplicates" -> withDuplicates(number(name, value));
      case "silent" -> withSilent(Boolean.parseBoolean(value));
      default -> throw new IllegalArgumentException("Not a dial: " + name);
    };
  }

  static Dials from(Properties properties) {
    var dials = NEUTRAL;
    for (var name : properties.stringPropertyNames()) {
      dials = dials.with(name, properties.getProperty(name).strip());
    }
    return dials;
  }

  Properties toProperties() {
    var properties = new Properties();
    properties.putAll(
        Map.of(
            "latency", latency.toString(),
            "errors", String.valueOf(errors),
            "silent", String.valueOf(silent),
            "duplicates", String.valueOf(duplicates)));
    return properties;
  }

  private static double number(String name, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException(
          "%s is a share from 0 to 1, not: %s".formatted(name, value), malformed);
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "%s is a share from 0 to 1, not: %s".formatted(name, value));
    }
  }
}
