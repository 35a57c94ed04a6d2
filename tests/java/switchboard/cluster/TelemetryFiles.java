package switchboard.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The dashboard and the alert rules, and what their expressions name. */
final class TelemetryFiles {
  static final Path DASHBOARD = Path.of("telemetry", "grafana", "switchboard.json");
  static final Path ALERTS = Path.of("telemetry", "prometheus", "alerts.yaml");

  /** What Prometheus itself adds to every sample, or makes. */
  private static final Set<String> ADDED = Set.of("instance", "job");

  private static final Set<String> WORDS =
      Set.of("by", "without", "on", "ignoring", "and", "or", "unless", "bool", "le");

  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{[^}]*})?(?![a-zA-Z0-9_:]*\\s*\\()");
  private static final Pattern MATCHER =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");

  private TelemetryFiles() {}

  static JsonNode dashboard() throws IOException {
    return new JsonMapper().readTree(DASHBOARD.toFile());
  }

  static JsonNode alerts() throws IOException {
    return new YAMLMapper().readTree(ALERTS.toFile());
  }

  static List<String> dashboardExpressions() throws IOException {
    return dashboard().findValuesAsText("expr");
  }

  static List<JsonNode> rules() throws IOException {
    var rules = new ArrayList<JsonNode>();
    alerts().path("groups").forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  /** The values of every label of every metric, of a scrape. */
  static Map<String, Map<String, Set<String>>> known(Set<String> samples) {
    var known = new HashMap<String, Map<String, Set<String>>>();
    for (var sample : samples) {
      var brace = sample.indexOf('{');
      var name = brace < 0 ? sample : sample.substring(0, brace);
      var labels = known.computeIfAbsent(name, _ -> new HashMap<>());
      var match = MATCHER.matcher(sample);
      while (match.find()) {
        labels.computeIfAbsent(match.group(1), _ -> new HashSet<>()).add(match.group(3));
      }
    }
    return known;
  }

  /** What an expression names that is not known, in a few words each. */
  static List<String> unknown(String expression, Map<String, Map<String, Set<String>>> known) {
    var wrong = new ArrayList<String>();
    var grouped = new HashSet<String>();
    var groups = GROUPING.matcher(expression);
    while (groups.find()) {
      grouped.addAll(List.of(groups.group(1).strip().split("\\s*,\\s*")));
    }
    // a range such as [5m], and what is grouped by, hold no metric
    var rest = GROUPING.matcher(expression).replaceAll(" ").replaceAll("\\[[^]]*]", " ");
    var found = SELECTOR.matcher(rest);
    int metrics = 0;
    while (found.find()) {
      var name = found.group(1);
      if (WORDS.contains(name) || name.matches("up|[0-9].*") || isFunction(rest, found.end(1))) {
        metrics += name.equals("up") ? 1 : 0;
        continue;
      }
      metrics++;
      var labels = known.get(name);
      if (labels == null) {
        wrong.add("no metric " + name);
        continue;
      }
      grouped.stream()
          .filter(label -> !ADDED.contains(label) && !labels.containsKey(label))
          .forEach(label -> wrong.add(name + " has no label " + label));
      check(name, found.group(2) == null ? "" : found.group(2), labels, wrong);
    }
    if (metrics == 0) {
      wrong.add("no metric at all in " + expression);
    }
    return wrong;
  }

  private static boolean isFunction(String text, int end) {
    return text.substring(end).stripLeading().startsWith("(");
  }

  private static void check(
      String name, String matchers, Map<String, Set<String>> labels, List<String> wrong) {
    var match = MATCHER.matcher(matchers);
    while (match.find()) {
      var label = match.group(1);
      if (ADDED.contains(label)) {
        continue;
      }
      var values = labels.get(label);
      if (values == null) {
        wrong.add(name + " has no label " + label);
        // which codes there are depends on what went wrong so far
      } else if (!label.equals("code") && !matches(match.group(2), match.group(3), values)) {
        wrong.add(name + " has no " + label + " " + match.group(3) + " but " + values);
      }
    }
  }

  private static boolean matches(String operator, String text, Set<String> values) {
    return operator.equals("=")
        ? values.contains(text)
        : operator.startsWith("!") || values.stream().anyMatch(value -> value.matches(text));
  }
}
