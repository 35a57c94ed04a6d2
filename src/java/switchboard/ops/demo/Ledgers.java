package switchboard.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import switchboard.ops.CommandFailure;

/** What the simulated services themselves wrote down. */
final class Ledgers {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path simulators;

  Ledgers(Path data) {
    this.simulators = data.resolve("simulators");
  }

  /**
   * One step that took effect at a service.
   *
   * @param facts what the service answered, by name
   */
  record Effect(String stepKey, Map<String, String> facts) {}

  /** The effects that a saga had on one thing, in the service's own order. */
  List<Effect> effects(String service, String saga, String subject) {
    var effects = new ArrayList<Effect>();
    for (var line : lines(simulators.resolve(service).resolve("ledger.jsonl"))) {
      // Within the services a saga's id may be led by its tenant.
      if (line.path("kind").asText().equals("effect")
          && line.path("sagaId").asText().endsWith(saga)
          && line.path("subject").asText().equals(subject)) {
        effects.add(effect(line));
      }
    }
    return effects;
  }

  private static Effect effect(JsonNode line) {
    var facts = new HashMap<String, String>();
    line.path("facts")
        .properties()
        .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
    return new Effect(line.path("stepKey").asText(), facts);
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
