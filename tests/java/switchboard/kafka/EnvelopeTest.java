package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final SagaCommandMessage COMMAND =
      new SagaCommandMessage(
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
            Map.of(
                "ce_specversion", "1.0",
                "ce_id", "saga-1/order",
                "ce_source", "/switchboard/sagas",
                "ce_type", "switchboard.order.get-status.v1",
                "ce_subject", "XYZ-123",
                "ce_time", "2026-11-22T10:15:30.123Z",
                "ce_sagaid", "saga-1",
                "ce_stepkey", "saga-1/order",
                "ce_traceparent", TRACE,
                "content-type", "application/json"));
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
            new ReplyDecoder.Reply(
                new SagaReplyMessage(
                    "saga-1",
                    "saga-1/order",
                    true,
                    "",
                    Map.of("status", "PLACED"),
                    Instant.parse("2026-11-22T10:15:31Z"),
                    "order.replies")));
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
    assertThat(decode(headers(), payload)).isEqualTo(new ReplyDecoder.Garbage(reason));
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
    "ce_stepkey, , NO_STEP_KEY"
  })
  void aMalformedHeaderIsNamed(String name, String value, String reason) {
    var headers = headers();
    headers.remove(name);
    if (value != null) {
      headers.add(name, bytes(value));
    }
    assertThat(decode(headers, ANSWER)).isEqualTo(new ReplyDecoder.Garbage(reason));
  }

  @Test
  void nothingAndTooMuchAreNoAnswers() {
    assertThat(ReplyDecoder.decode("order.replies", new RecordHeaders(), null))
        .isEqualTo(new ReplyDecoder.Garbage("NO_VALUE"));
    assertThat(decode(headers(), " ".repeat(ReplyDecoder.VALUE_BYTES_MAX) + ANSWER))
        .isEqualTo(new ReplyDecoder.Garbage("TOO_LARGE"));
    assertThat(decode(new RecordHeaders().add("ce_id", null), ANSWER))
        .isEqualTo(new ReplyDecoder.Garbage("NOT_A_CLOUD_EVENT"));
  }

  @Test
  void aCommandGoesOnlyToACommandTopic() {
    assertThatThrownBy(
            () -> new SagaCommandMessage("s", "k", "t", "order.replies", "XYZ-1", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not a command topic: order.replies");
  }

  private static ReplyDecoder.Decoded decode(
      org.apache.kafka.common.header.Headers headers, String payload) {
    return ReplyDecoder.decode("order.replies", headers, bytes(payload));
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
