package switchboard.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import switchboard.stored.v1.OutboxEntry.ConversationEvents;
import switchboard.stored.v1.OutboxEntry.ConversationEvents.Event;

class ConversationFeedTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMA = Path.of("src/schemas/conversation-event.v1.schema.json");
  private static final Instant TIME = Instant.parse("2026-11-22T10:15:30.123Z");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final List<ProducerRecord<byte[], byte[]>> records =
      ConversationFeed.records(
          ConversationEvents.newBuilder()
              .setTenant("acme")
              .setSession("s1")
              .setSubject("partner-1")
              .setFirstSequence(7)
              .addEvents(event("user-message-recorded"))
              .addEvents(
                  event("saga-ended")
                      .setTurn(7)
                      .setSaga("g1")
                      .setSagaType("order_status")
                      .setOutcome("FAILED")
                      .setReason("ORDER_NOT_FOUND")
                      .setStep("order")
                      .setTraceparent(TRACE))
              .build());

  private static Event.Builder event(String type) {
    return Event.newBuilder().setType(type).setTime(TIME.toEpochMilli());
  }

  @Test
  void eachEventIsACloudEventThatItsSequenceNames() {
    var events =
        records.stream()
            .map(r -> KafkaMessageFactory.createReader(r.headers(), r.value()).toEvent())
            .toList();
    assertThat(events)
        .extracting(event -> event.getId())
        .containsExactly("tenants/acme/sessions/s1/7", "tenants/acme/sessions/s1/8");
    assertThat(events)
        .extracting(event -> event.getType())
        .containsExactly(
            "switchboard.conversation.user-message-recorded.v1",
            "switchboard.conversation.saga-ended.v1");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.getSource()).hasToString("/switchboard/sessions");
              assertThat(event.getSubject()).isEqualTo("tenants/acme/sessions/s1");
              assertThat(event.getTime().toInstant()).isEqualTo(TIME);
            });
    assertThat(events.get(0).getExtension("traceparent")).isNull();
    assertThat(events.get(1).getExtension("traceparent")).isEqualTo(TRACE);
  }

  @Test
  void theEventsOfASessionShareTheKey() {
    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(record.topic()).isEqualTo("conversation.events");
              assertThat(new String(record.key(), UTF_8)).isEqualTo("tenants/acme/sessions/s1");
            });
  }

  @Test
  void whatIsEmptyIsLeftOut() throws Exception {
    assertThat(JSON.readTree(records.get(0).value()))
        .isEqualTo(
            JSON.readTree(
                "{\"session\":\"tenants/acme/sessions/s1\",\"subject\":\"partner-1\","
                    + "\"sequence\":7,\"time\":\"2026-11-22T10:15:30.123Z\"}"));
  }

  @Test
  void theSchemaKnowsEveryFieldAndItsType() throws Exception {
    var schema = JSON.readTree(Files.readString(SCHEMA));
    var body = JSON.readTree(records.get(1).value());
    var names = new ArrayList<String>();
    body.fieldNames().forEachRemaining(names::add);
    var known = new ArrayList<String>();
    schema.path("properties").fieldNames().forEachRemaining(known::add);
    assertThat(names).containsExactlyInAnyOrderElementsOf(known);
    for (var name : names) {
      assertThat(typeOf(body.path(name)))
          .isEqualTo(schema.path("properties").path(name).path("type").asText());
    }
    schema.path("required").forEach(name -> assertThat(body.has(name.asText())).isTrue());
  }

  private static String typeOf(JsonNode value) {
    return value.isIntegralNumber() ? "integer" : value.isTextual() ? "string" : "other";
  }
}
