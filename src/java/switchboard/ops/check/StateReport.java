package switchboard.ops.check;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a check of states did and found.
 *
 * @param seed by which the same requests are repeated and the same nodes killed
 * @param seconds of all of it
 * @param differences everything that was not as it has to be; empty is good
 */
public record StateReport(
    long seed, Map<String, Long> counts, double seconds, List<String> differences) {
  public StateReport {
    // In the order in which they are told.
    counts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    differences = List.copyOf(differences);
  }

  /** The counts and the differences' number, one a line. */
  public String text() {
    var text = new StringBuilder();
    counts.forEach((name, count) -> text.append("  %-28s %8d%n".formatted(words(name), count)));
    text.append("  %-28s %8.1f%n".formatted("seconds", seconds));
    text.append("  %-28s %8d%n".formatted("differences", differences.size()));
    return text.toString();
  }

  private static String words(String name) {
    return name.replaceAll("(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
  }

  /** All of it as one JSON object. */
  public String json() {
    var json = new JsonMapper().createObjectNode().put("seed", seed);
    counts.forEach(json::put);
    json.put("seconds", seconds);
    var list = json.putArray("differences");
    differences.forEach(list::add);
    return json.toString();
  }
}
