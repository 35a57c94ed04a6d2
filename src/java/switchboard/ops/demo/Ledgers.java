package switchboard.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import switchboard.ops.CommandFailure;

/** What the simulated services themselves wrote down. */
final class Ledgers {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path simulators;

  Ledgers(Path data) {
    this.simulators = data.resolve("simulators");
  }

  /**
   * One step that a service decided, for good.
   *
   * @param command short name of what it was asked, such as {@code get-status}
   * @param ok whether it took effect, and was not refused
   * @param undoes the step that it takes back; empty if it takes none back
   * @param facts what the service answered, by name
   */
  record Effect(
      String stepKey, String command, boolean ok, String undoes, Map<String, String> facts) {}

  /** The effects that a saga had on one thing, in the service's own order. */
  List<Effect> effects(String service, String saga, String subject) {
    return lines(simulators.resolve(service).resolve("ledger.jsonl")).stream()
        .filter(line -> line.path("kind").asText().equals("effect"))
        // Within the services a saga's id may be led by its tenant.
        .filter(line -> line.path("sagaId").asText().endsWith(saga))
        .filter(line -> subject.isEmpty() || line.path("subject").asText().equals(subject))
        .map(Ledgers::effect)
        .toList();
  }

  /** What a service decided for a saga, refusals too, in its own order. */
  List<Effect> decided(String service, String saga) {
    return effects(service, saga, "");
  }

  /** What took effect for a saga and was not taken back. */
  List<Effect> standing(String service, String saga) {
    var all = decided(service, saga).stream().filter(Effect::ok).toList();
    var undone = all.stream().map(Effect::undoes).collect(Collectors.toSet());
    return all.stream()
        .filter(effect -> effect.undoes().isEmpty() && !undone.contains(effect.stepKey()))
        .toList();
  }

  /** The orders that are not any more as the seed has made them. */
  Set<String> changedOrders() {
    var changed = new HashSet<String>();
    for (var line : lines(simulators.resolve("order").resolve("ledger.jsonl"))) {
      var kind = line.path("kind").asText();
      boolean asked = command(line.path("type").asText()).startsWith("get-");
      if (kind.equals("event") || kind.equals("effect") && !asked) {
        changed.add(line.path("subject").asText());
      }
    }
    return changed;
  }

  private static Effect effect(JsonNode line) {
    var facts = new HashMap<String, String>();
    line.path("facts")
        .properties()
        .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
    return new Effect(
        line.path("stepKey").asText(),
        command(line.path("type").asText()),
        line.path("ok").asBoolean(true),
        line.path("undoes").asText(),
        facts);
  }

  private static String command(String type) {
    var parts = type.split("\\.");
    return parts.length < 3 ? type : parts[2];
  }

  private static List<JsonNode> lines(Path file) {
    try {
      if (!Files.exists(file)) {
        return List.of();
      }
      var text = Files.readString(file);
      var lines = new ArrayList<JsonNode>();
      // The last line may be half written.
      for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        lines.add(JSON.readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new CommandFailure("cannot read the ledger " + file + ": " + e.getMessage(), e);
    }
  }
}
