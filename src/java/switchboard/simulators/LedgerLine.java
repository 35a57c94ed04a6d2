package switchboard.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import switchboard.simulators.LedgerReader.Entry;
import switchboard.simulators.LedgerReader.Kind;

/** A ledger's lines: one JSON object each, without the fields that are empty. */
final class LedgerLine {
  private LedgerLine() {}

  static Entry received(ServiceCommand command, Instant now) {
    return command(Kind.RECEIVED, command, now, true, "", Map.of(), Map.of());
  }

  static Entry effect(ServiceCommand command, ServiceAnswer answer) {
    return command(
        Kind.EFFECT,
        command,
        answer.asOf(),
        answer.ok(),
        answer.reason(),
        command.body(),
        answer.facts());
  }

  static Entry answered(ServiceCommand command, ServiceAnswer answer, Instant now) {
    return new Entry(
        Kind.ANSWERED,
        now,
        command.stepKey(),
        "",
        "",
        "",
        command.attempt(),
        "",
        answer.ok(),
        answer.reason(),
        Map.of(),
        Map.of());
  }

  static Entry event(UnaskedEvent event, Instant now) {
    var body = Map.of("orderId", event.orderId(), "tenant", event.tenant());
    return new Entry(
        Kind.EVENT,
        now,
        event.id(),
        "",
        event.type(),
        event.orderId(),
        "",
        "",
        true,
        "",
        body,
        event.facts());
  }

  static Entry told(String eventId, Instant now) {
    return new Entry(Kind.TOLD, now, eventId, "", "", "", "", "", true, "", Map.of(), Map.of());
  }

  private static Entry command(
      Kind kind,
      ServiceCommand command,
      Instant time,
      boolean ok,
      String reason,
      Map<String, String> body,
      Map<String, String> facts) {
    return new Entry(
        kind,
        time,
        command.stepKey(),
        command.sagaId(),
        command.type(),
        command.subject(),
        command.attempt(),
        command.undoes(),
        ok,
        reason,
        body,
        facts);
  }

  static byte[] write(Entry entry) throws IOException {
    var line = ServiceMessages.JSON.createObjectNode();
    line.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
    line.put("time", entry.time().toString());
    line.put("stepKey", entry.stepKey());
    put(line, "sagaId", entry.sagaId());
    put(line, "type", entry.type());
    put(line, "subject", entry.subject());
    put(line, "attempt", entry.attempt());
    put(line, "undoes", entry.undoes());
    if (entry.kind() == Kind.EFFECT || entry.kind() == Kind.ANSWERED) {
      line.put("ok", entry.ok());
      put(line, "reason", entry.reason());
    }
    put(line, "body", entry.body());
    put(line, "facts", entry.facts());
    return ServiceMessages.JSON.writeValueAsBytes(line);
  }

  static Entry read(String text) throws IOException {
    var line = ServiceMessages.JSON.readTree(text);
    return new Entry(
        Kind.valueOf(line.path("kind").asText().toUpperCase(Locale.ROOT)),
        Instant.parse(line.path("time").asText()),
        line.path("stepKey").asText(),
        line.path("sagaId").asText(),
        line.path("type").asText(),
        line.path("subject").asText(),
        line.path("attempt").asText(),
        line.path("undoes").asText(),
        line.path("ok").asBoolean(true),
        line.path("reason").asText(),
        texts(line.path("body")),
        texts(line.path("facts")));
  }

  private static void put(ObjectNode line, String name, String value) {
    if (!value.isEmpty()) {
      line.put(name, value);
    }
  }

  private static void put(ObjectNode line, String name, Map<String, String> values) {
    if (!values.isEmpty()) {
      var object = line.putObject(name);
      new TreeMap<>(values).forEach(object::put);
    }
  }

  private static Map<String, String> texts(JsonNode object) {
    var texts = new HashMap<String, String>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
