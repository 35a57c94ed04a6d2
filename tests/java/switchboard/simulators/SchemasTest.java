package switchboard.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.kafka.Envelope;
import switchboard.kafka.SagaCommandMessage;

/** What is sent agrees with the published schemas, as far as they use the words checked here. */
class SchemasTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMAS = Path.of("src/schemas");
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

  @ParameterizedTest
  @CsvSource({
    "order, get-status, orderId",
    "logistics, locate, orderId",
    "payments, get-payout, partnerId"
  })
  void aCommandIsAsItsSchemaSays(String service, String what, String field) throws Exception {
    var type = "switchboard." + service + "." + what + ".v1";
    var command =
        new SagaCommandMessage("s", "k", type, service + ".commands", "1", Map.of(field, "1"));
    var sent = JSON.readTree(Envelope.encode(command, NOW).getValue().toByteArray());
    var schema = service + "." + what + ".v1";
    assertThat(violations(schema, sent)).isEmpty();
    assertThat(violations(schema, JSON.readTree("{\"" + field + "\":\"1\",\"more\":\"x\"}")))
        .containsExactly("more is not known");
    assertThat(violations(schema, JSON.readTree("{}"))).containsExactly(field + " is missing");
  }

  @Test
  void anAnswerAndAnEventAreAsTheirSchemasSay() throws Exception {
    var command =
        new ServiceCommand("s", "k", "switchboard.order.get-status.v1", "1", "1", "", "", Map.of());
    for (var answer :
        List.of(
            ServiceAnswer.of(Map.of("status", "PLACED"), NOW),
            ServiceAnswer.refused("ORDER_NOT_FOUND", NOW))) {
      var record = ServiceMessages.reply("order", command, answer);
      assertThat(violations("reply.v1", JSON.readTree(record.value()))).isEmpty();
    }
    var event =
        ServiceMessages.unasked(
            "order", new UnaskedEvent("e", "t", "demo", "1", Map.of("status", "PLACED")), NOW);
    assertThat(violations("event.v1", JSON.readTree(event.value()))).isEmpty();
    assertThat(
            violations(
                "reply.v1",
                JSON.readTree(
                    "{\"ok\":1,\"reason\":\"oh no\",\"facts\":{\"a\":1},\"asOf\":\"x\"}")))
        .containsExactlyInAnyOrder(
            "ok is no boolean",
            "reason is not of its pattern",
            "facts.a is no string",
            "asOf is no date-time");
  }

  private static List<String> violations(String name, JsonNode value) throws Exception {
    var schema = JSON.readTree(Files.readString(SCHEMAS.resolve(name + ".schema.json")));
    var found = new ArrayList<String>();
    check(schema, value, "", found);
    return found;
  }

  private static void check(JsonNode schema, JsonNode value, String at, List<String> found) {
    var type = schema.path("type").asText();
    boolean fits =
        switch (type) {
          case "object" -> value.isObject();
          case "string" -> value.isTextual();
          case "boolean" -> value.isBoolean();
          default -> throw new AssertionError("A type that this check does not know: " + type);
        };
    if (!fits) {
      found.add(at + " is no " + type);
      return;
    }
    if (value.isObject()) {
      checkFields(schema, value, at.isEmpty() ? "" : at + ".", found);
      return;
    }
    if (schema.has("pattern") && !value.asText().matches(schema.get("pattern").asText())) {
      found.add(at + " is not of its pattern");
    }
    if (schema.path("format").asText().equals("date-time") && !isTime(value.asText())) {
      found.add(at + " is no date-time");
    }
  }

  private static void checkFields(JsonNode schema, JsonNode value, String at, List<String> found) {
    schema.path("required").forEach(r -> addIf(!value.has(r.asText()), at + r.asText(), found));
    for (var field : value.properties()) {
      var known = schema.path("properties").path(field.getKey());
      var others = schema.path("additionalProperties");
      if (!known.isMissingNode()) {
        check(known, field.getValue(), at + field.getKey(), found);
      } else if (others.isObject()) {
        check(others, field.getValue(), at + field.getKey(), found);
      } else if (others.isBoolean() && !others.asBoolean()) {
        found.add(at + field.getKey() + " is not known");
      }
    }
  }

  private static void addIf(boolean missing, String name, List<String> found) {
    if (missing) {
      found.add(name + " is missing");
    }
  }

  private static boolean isTime(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (java.time.DateTimeException malformed) {
      return false;
    }
  }
}
