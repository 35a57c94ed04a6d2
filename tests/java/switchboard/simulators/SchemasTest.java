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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.kafka.Envelope;
import switchboard.kafka.SagaCommandMessage;

/** What is sent agrees with the published schemas, as far as they use the words checked here. */
class SchemasTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMAS = Path.of("src/schemas");
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "order, get-status, orderId",
    "order, mark-delivered, orderId partnerId",
    "order, revert-delivered, orderId",
    "order, hold, orderId problem",
    "order, release-hold, orderId",
    "logistics, locate, orderId",
    "logistics, release-courier, orderId",
    "logistics, reassign-courier, orderId",
    "logistics, open-ticket, orderId problem",
    "logistics, cancel-ticket, orderId",
    "payments, get-payout, partnerId",
    "payments, credit-delivery, orderId partnerId",
    "payments, reverse-credit, orderId partnerId"
  })
  void aCommandIsAsItsSchemaSays(String service, String what, String names) throws Exception {
    var fields = new TreeMap<String, String>();
    List.of(names.split(" ")).forEach(name -> fields.put(name, "1"));
    var type = "switchboard." + service + "." + what + ".v1";
    var command =
        SagaCommandMessage.first("acme", "s", "k", type, service + ".commands", "1", fields);
    var sent = JSON.readTree(Envelope.encode(command, NOW).getValue().toByteArray());
    var schema = service + "." + what + ".v1";
    assertThat(violations(schema, sent)).isEmpty();
    assertThat(violations(schema, JSON.readTree("{}")))
        .containsExactlyInAnyOrderElementsOf(
            fields.keySet().stream().map(name -> name + " is missing").toList());
    fields.put("more", "x");
    assertThat(violations(schema, JSON.valueToTree(fields))).containsExactly("more is not known");
    assertThat(SimulatedService.commands()).contains(what);
  }

  @Test
  void everyCommandHasASchema() throws Exception {
    try (var files = Files.list(SCHEMAS)) {
      var published = files.map(file -> file.getFileName().toString()).toList();
      for (var what : SimulatedService.commands()) {
        assertThat(published).anyMatch(name -> name.endsWith("." + what + ".v1.schema.json"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order.get-status",
        "order.mark-delivered",
        "order.hold",
        "logistics.locate",
        "logistics.release-courier",
        "logistics.open-ticket",
        "payments.get-payout",
        "payments.credit-delivery",
        "payments.make-tea"
      })
  void anAnswerIsAsItsSchemasSay(String name) throws Exception {
    var service = name.substring(0, name.indexOf('.'));
    try (var desk = new ServiceDesk(rules(service), Desks.SEED, dir)) {
      var order = Desks.orderIn(Order.Status.OUT_FOR_DELIVERY);
      var command = Desks.command(name, order, "x");
      var answer = Desks.answer(desk, command);
      assertThat(answer.ok()).isEqualTo(!name.endsWith("tea"));
      var record = ServiceMessages.reply(service, command, answer);
      assertThat(violations("reply.v1", JSON.readTree(record.value()))).isEmpty();
      assertThat(violations("http.answer.v1", JSON.readTree(record.value()))).isEmpty();
    }
  }

  @Test
  void anEventIsAsItsSchemaSays() throws Exception {
    var event = new UnaskedEvent("e", "t", "demo", "1", Map.of("status", "PLACED"));
    var record = ServiceMessages.unasked("order", event, NOW);
    assertThat(violations("event.v1", JSON.readTree(record.value()))).isEmpty();
  }

  @Test
  void whatIsNotAsASchemaSaysIsNamed() throws Exception {
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
    assertThat(violations("http.credit.v1", JSON.readTree("{\"orderId\":\"1\"}"))).isEmpty();
    assertThat(violations("http.credit.v1", JSON.readTree("{}")))
        .containsExactly("orderId is missing");
  }

  private static ServiceRules rules(String service) {
    return switch (service) {
      case "order" -> new OrderService();
      case "logistics" -> new LogisticsService();
      default -> new PaymentsService();
    };
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
