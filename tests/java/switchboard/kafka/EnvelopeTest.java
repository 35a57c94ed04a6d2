package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final SagaCommandMessage COMMAND =
      SagaCommandMessage.first(
          "acme",
          "saga-1",
          "saga-1/order",
          "switchboard.order.get-status.v1",
          Topics.ORDER_COMMANDS,
          "XYZ-123",
          Map.of("orderId", "XYZ-123"));
  private static final String ANSWER =
      "{\"ok\":true,\"reason\":\"\",\"facts\":{\"status\":\"PLACED\"},"
          + "\"asOf\":\"2026-11-22T10:15:31Z\"}";

  /** Stored outboxes hold these bytes: they must never change under a name that stays. */
  @Test
  void aCommandHasTheseBytesForEver() {
    var published = Envelope.encode(COMMAND, NOW, Optional.of(TRACE));

    assertThat(published.getTopic()).isEqualTo("order.commands");
    assertThat(published.getKey()).isEqualTo("XYZ-123");
    assertThat(published.getValue().toStringUtf8()).isEqualTo("{\"orderId\":\"XYZ-123\"}");
    assertThat(published.getHeadersMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("ce_specversion", "1.0"),
                Map.entry("ce_id", "saga-1/order"),
                Map.entry("ce_source", "/switchboard/sagas"),
                Map.entry("ce_type", "switchboard.order.get-status.v1"),
                Map.entry("ce_subject", "XYZ-123"),
                Map.entry("ce_time", "2026-11-22T10:15:30.123Z"),
                Map.entry("ce_sagaid", "saga-1"),
                Map.entry("ce_stepkey", "saga-1/order"),
                Map.entry("ce_attempt", "1"),
                Map.entry("ce_tenant", "acme"),
                Map.entry("ce_traceparent", TRACE),
                Map.entry("content-type", "application/json")));
  }

  @Test
  void aCompensationNamesWhatItTakesBackAndARepeatItsAttempt() {
    var compensation =
        new SagaCommandMessage(
            "acme",
            "saga-1",
            "saga-1:order.undo",
            3,
            Optional.of("saga-1:order"),
            "switchboard.order.revert-delivered.v1",
            Topics.ORDER_COMMANDS,
            "XYZ-123",
            Map.of("orderId", "XYZ-123"));
    assertThat(Envelope.encode(compensation, NOW).getHeadersMap())
        .containsEntry("ce_undoes", "saga-1:order")
        .containsEntry("ce_stepkey", "saga-1:order.undo")
        .containsEntry("ce_attempt", "3");
    assertThat(Envelope.encode(COMMAND, NOW).getHeadersMap()).doesNotContainKey("ce_undoes");
  }

  @Test
  void aTraceContextIsLeftOutWhenThereIsNone() {
    assertThat(Envelope.encode(COMMAND, NOW).getHeadersMap()).doesNotContainKey("ce_traceparent");
  }

  @Test
  void aWellFormedTraceContextIsReadAndAnyOtherIsNot() {
    var headers = new RecordHeaders();
    headers.add("ce_traceparent", bytes(TRACE));
    assertThat(Envelope.traceparent(headers)).contains(TRACE);
    headers.add("ce_traceparent", bytes("00-zz-1"));
    assertThat(Envelope.traceparent(headers)).isEmpty();
  }

  @Test
  void anAnswerIsRead() {
    assertThat(decode(headers(), ANSWER))
        .isEqualTo(
            new Decoder.Message<>(
                new SagaReplyMessage(
                    "saga-1",
                    "saga-1/order",
                    0,
                    true,
                    "",
                    Map.of("status", "PLACED"),
                    Instant.parse("2026-11-22T10:15:31Z"),
                    "order.replies",
                    Optional.empty())));
  }

  @Test
  void anAnswerSaysWhichAttemptItIsForAndCarriesTheTraceOn() {
    var headers = headers();
    headers.add("ce_attempt", bytes("12")).add("ce_traceparent", bytes(TRACE));
    var decoded = (Decoder.Message<SagaReplyMessage>) decode(headers, ANSWER);
    assertThat(decoded.message().attempt()).isEqualTo(12);
    assertThat(decoded.message().traceparent()).contains(TRACE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NO_VALUE          | ''
          NOT_JSON          | {
          NO_OUTCOME        | []
          NO_OUTCOME        | {"facts":{}}
          NO_OUTCOME        | {"ok":"yes","facts":{}}
          NO_REASON         | {"ok":false,"facts":{},"asOf":"2026-11-22T10:15:31Z"}
          NO_FACTS          | {"ok":true,"asOf":"2026-11-22T10:15:31Z"}
          FACT_NOT_TEXT     | {"ok":true,"facts":{"a":{}},"asOf":"2026-11-22T10:15:31Z"}
          NO_TIME           | {"ok":true,"facts":{},"asOf":"yesterday"}
          NO_TIME           | {"ok":true,"facts":{},"asOf":"+31556889-01-01T00:00:00Z"}
          NO_TIME           | {"ok":true,"facts":{},"asOf":"1969-12-31T23:59:59Z"}
          NO_REASON         | {"ok":false,"reason":"a b","facts":{},"asOf":"2026-11-22T10:15:31Z"}
          FACT_NOT_TEXT     | {"ok":true,"facts":{"a":"\\ud800"},"asOf":"2026-11-22T10:15:31Z"}
          FACT_NOT_TEXT     | {"ok":true,"facts":{"\\udc00":"b"},"asOf":"2026-11-22T10:15:31Z"}
          """)
  void aMalformedPayloadIsNamed(String reason, String payload) {
    assertThat(decode(headers(), payload)).isEqualTo(new Decoder.Garbage<>(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "ce_specversion, 9.9, NOT_A_CLOUD_EVENT",
    "ce_specversion, , NOT_A_CLOUD_EVENT",
    "ce_id, , NOT_A_CLOUD_EVENT",
    "ce_time, noon, NOT_A_CLOUD_EVENT",
    "ce_source, %%, NOT_A_CLOUD_EVENT",
    "ce_type, switchboard.order.get-status.v1, UNKNOWN_TYPE",
    "ce_sagaid, , NO_SAGA_ID",
    "ce_stepkey, , NO_STEP_KEY",
    "ce_stepkey, '\u0007', NO_STEP_KEY",
    "ce_attempt, 0, BAD_ATTEMPT",
    "ce_attempt, -1, BAD_ATTEMPT",
    "ce_attempt, 4294967297, BAD_ATTEMPT",
    "ce_attempt, first, BAD_ATTEMPT"
  })
  void aMalformedHeaderIsNamed(String name, String value, String reason) {
    var headers = headers();
    headers.remove(name);
    if (value != null) {
      headers.add(name, bytes(value));
    }
    assertThat(decode(headers, ANSWER)).isEqualTo(new Decoder.Garbage<>(reason));
  }

  @Test
  void nothingAndTooMuchAreNoAnswers() {
    assertThat(new ReplyDecoder().decode(record(new RecordHeaders(), null)))
        .isEqualTo(new Decoder.Garbage<>("NO_VALUE"));
    assertThat(decode(headers(), " ".repeat(Incoming.VALUE_BYTES_MAX) + ANSWER))
        .isEqualTo(new Decoder.Garbage<>("TOO_LARGE"));
    assertThat(decode(new RecordHeaders().add("ce_id", null), ANSWER))
        .isEqualTo(new Decoder.Garbage<>("NOT_A_CLOUD_EVENT"));
  }

  @Test
  void aCommandGoesOnlyToACommandTopic() {
    assertThatThrownBy(
            () ->
                SagaCommandMessage.first("acme", "s", "k", "t", "order.replies", "XYZ-1", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not a command topic: order.replies");
  }

  private static Decoder.Decoded<SagaReplyMessage> decode(Headers headers, String payload) {
    return new ReplyDecoder().decode(record(headers, bytes(payload)));
  }

  private static ConsumerRecord<byte[], byte[]> record(Headers headers, byte[] value) {
    return TestRecords.of("order.replies", bytes("saga-1"), value, headers);
  }

  private static RecordHeaders headers() {
    var headers = new RecordHeaders();
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", "saga-1/order",
            "ce_source", "/services/order",
            "ce_type", "switchboard.order.get-status.reply.v1",
            "ce_sagaid", "saga-1",
            "ce_stepkey", "saga-1/order",
            "content-type", "application/json")
        .forEach((name, text) -> headers.add(name, bytes(text)));
    return headers;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
