package switchboard.simulators;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a simulated service misbehaves. Shares are drawn by step key and by how often it was
 * received, so that a repeat may fare better.
 *
 * @param latency from command to answer
 * @param errors the share of commands answered with {@code SERVICE_ERROR} and without an effect, 0
 *     to 1
 * @param silent whether answers are withheld; commands still take effect
 * @param duplicates the share of answers sent twice, 0 to 1
 * @param lose the share of commands that take effect and whose answer is lost, 0 to 1
 * @param reorder whether answers about one thing may overtake one another
 * @param refuse the short names of the commands that are refused, for good, with {@code REFUSED}
 */
public record Dials(
    Latency latency,
    double errors,
    boolean silent,
    double duplicates,
    double lose,
    boolean reorder,
    Set<String> refuse) {
  /** Answers everything once, at once. */
  public static final Dials NEUTRAL = new Dials(new Latency(0, 0), 0, false, 0, 0, false, Set.of());

  private static final Set<String> VALUES =
      Set.of("latency", "errors", "duplicates", "lose", "refuse");
  private static final Map<String, List<String>> SWITCHES =
      Map.of(
          "--silent", List.of("silent", "true"),
          "--talking", List.of("silent", "false"),
          "--reorder", List.of("reorder", "true"),
          "--in-order", List.of("reorder", "false"));

  public Dials {
    share("errors", errors);
    share("duplicates", duplicates);
    share("lose", lose);
    refuse = Set.copyOf(refuse);
  }

  /**
   * Applies options such as {@code --latency 200..800 --errors 0.1 --silent --refuse hold}; what is
   * not named stays as it is. {@code --talking} ends {@code --silent}, {@code --in-order} ends
   * {@code --reorder}, and {@code --refuse none} ends {@code --refuse}.
   *
   * @throws IllegalArgumentException if an option or its value is not known
   */
  public Dials with(List<String> options) {
    var dials = this;
    for (var i = options.iterator(); i.hasNext(); ) {
      var option = i.next();
      var named = SWITCHES.get(option);
      if (named != null) {
        dials = dials.with(named.getFirst(), named.getLast());
      } else if (option.startsWith("--") && VALUES.contains(option.substring(2))) {
        if (!i.hasNext()) {
          throw new IllegalArgumentException("The option needs a value: " + option);
        }
        dials = dials.with(option.substring(2), i.next());
      } else {
        throw new IllegalArgumentException("Not a dial: " + option + "; known are " + known());
      }
    }
    return dials;
  }

  private static String known() {
    return Stream.concat(VALUES.stream().map(name -> "--" + name), SWITCHES.keySet().stream())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  public Dials withLatency(Latency changed) {
    return new Dials(changed, errors, silent, duplicates, lose, reorder, refuse);
  }

  public Dials withErrors(double changed) {
    return new Dials(latency, changed, silent, duplicates, lose, reorder, refuse);
  }

  public Dials withSilent(boolean changed) {
    return new Dials(latency, errors, changed, duplicates, lose, reorder, refuse);
  }

  public Dials withDuplicates(double changed) {
    return new Dials(latency, errors, silent, changed, lose, reorder, refuse);
  }

  public Dials withLose(double changed) {
    return new Dials(latency, errors, silent, duplicates, changed, reorder, refuse);
  }

  public Dials withReorder(boolean changed) {
    return new Dials(latency, errors, silent, duplicates, lose, changed, refuse);
  }

  public Dials withRefuse(Set<String> changed) {
    return new Dials(latency, errors, silent, duplicates, lose, reorder, changed);
  }

  /** Changes one dial by its name, as the control file and the options spell it. */
  Dials with(String name, String value) {
    return switch (name) {
      case "latency" -> withLatency(Latency.parse(value));
      case "errors" -> withErrors(number(name, value));
      case "duplicates" -> withDuplicates(number(name, value));
      case "lose" -> withLose(number(name, value));
      case "silent" -> withSilent(Boolean.parseBoolean(value));
      case "reorder" -> withReorder(Boolean.parseBoolean(value));
      case "refuse" -> withRefuse(commands(value));
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
            "duplicates", String.valueOf(duplicates),
            "lose", String.valueOf(lose),
            "reorder", String.valueOf(reorder),
            "refuse", refuse.isEmpty() ? "none" : String.join(",", new TreeSet<>(refuse))));
    return properties;
  }

  private static Set<String> commands(String value) {
    if (value.equals("none")) {
      return Set.of();
    }
    var names = Stream.of(value.split(",")).map(String::strip).collect(Collectors.toSet());
    var unknown = new TreeSet<>(names);
    unknown.removeAll(SimulatedService.commands());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "refuse takes none, or commands separated by commas: %s; not: %s"
              .formatted(SimulatedService.commands(), unknown));
    }
    return names;
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
