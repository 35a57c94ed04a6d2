package switchboard.faults.sagas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a service's {@code ledger.jsonl} as anybody could who knows nothing but its format. */
final class LedgerFile {
  /**
   * One line.
   *
   * @param kind {@code received}, {@code effect}, {@code answered} or another that says nothing of
   *     commands
   * @param undoes the step key that a compensation takes back; empty for any other command
   * @param order the order it is about; empty if the line does not say
   * @param ok whether the effect took place
   */
  record Line(
      String kind,
      String stepKey,
      String sagaId,
      String type,
      String undoes,
      String order,
      boolean ok) {
    boolean isEffect() {
      return kind.equals("effect");
    }

    boolean tookEffect() {
      return isEffect() && ok && undoes.isEmpty();
    }

    boolean tookBack() {
      return isEffect() && ok && !undoes.isEmpty();
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private LedgerFile() {}

  /** The whole lines, oldest first; none if there is no ledger. */
  static List<Line> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    var text = Files.readString(file);
    var lines = new ArrayList<Line>();
    // half a line was never acted upon
    for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      lines.add(line(JSON.readTree(line)));
    }
    return lines;
  }

  private static Line line(JsonNode json) {
    var order = json.path("body").path("orderId").asText();
    boolean keyedByPartner = json.path("type").asText().startsWith("switchboard.payments.");
    return new Line(
        json.path("kind").asText(),
        json.path("stepKey").asText(),
        json.path("sagaId").asText(),
        json.path("type").asText(),
        json.path("undoes").asText(),
        order.isEmpty() && !keyedByPartner ? json.path("subject").asText() : order,
        json.path("ok").asBoolean(true));
  }
}
