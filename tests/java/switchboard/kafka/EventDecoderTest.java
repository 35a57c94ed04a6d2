package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.kafka.Decoder.Decoded;
import switchboard.kafka.Decoder.Garbage;
import switchboard.kafka.Decoder.Message;

class EventDecoderTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String BODY =
      "{\"orderId\":\"XYZ-1\",\"facts\":{\"status\":\"DELAYED\"},"
          + "\"asOf\":\"2026-11-22T10:15:31Z\"}";
  private static final EventDecoder DECODER = new EventDecoder(Optional.empty());

  @Test
  void anEventIsRead() {
    var headers = headers();
    headers.add("ce_traceparent", bytes(TRACE));
    assertThat(decode(DECODER, headers, "XYZ-1", BODY))
        .isEqualTo(
            new Message<>(
                new ServiceEvent(
                    "event-1",
                    "order.events",
                    "acme",
                    "switchboard.order.status-changed.v1",
                    "XYZ-1",
                    Map.of("status", "DELAYED"),
                    Instant.parse("2026-11-22T10:15:31Z"),
                    Optional.of(TRACE))));
  }

  @Test
  void anEventWithoutATenantIsTheConfiguredOnesOrNobodys() {
    var headers = headers();
    headers.remove("ce_tenant");
    assertThat(decode(DECODER, headers, "XYZ-1", BODY)).isEqualTo(new Garbage<>("NO_TENANT"));
    var decoded = decode(new EventDecoder(Optional.of("only")), headers, "XYZ-1", BODY);
    assertThat(((Message<ServiceEvent>) decoded).message().tenant()).isEqualTo("only");
  }

  @Test
  void aNamedTenantWinsOverTheConfiguredOne() {
    var decoded = decode(new EventDecoder(Optional.of("only")), headers(), "XYZ-1", BODY);
    assertThat(((Message<ServiceEvent>) decoded).message().tenant()).isEqualTo("acme");
  }

  @Test
  void anIdThatNoSessionCouldRememberIsNone() {
    var headers = headers();
    headers.remove("ce_id").add("ce_id", bytes("e".repeat(201)));
    assertThat(decode(DECODER, headers, "XYZ-1", BODY)).isEqualTo(new Garbage<>("NO_EVENT_ID"));
    headers.remove("ce_id").add("ce_id", bytes("e".repeat(200)));
    assertThat(decode(DECODER, headers, "XYZ-1", BODY)).isInstanceOf(Message.class);
  }

  @ParameterizedTest
  @CsvSource({
    "ce_specversion, 9.9, NOT_A_CLOUD_EVENT",
    "ce_id, , NOT_A_CLOUD_EVENT",
    "ce_id, '\u0007', NO_EVENT_ID",
    "ce_type, switchboard.order.get-status.reply.v1, UNKNOWN_TYPE",
    "ce_type, somebody.else.v1, UNKNOWN_TYPE",
    "ce_subject, , NO_ORDER_ID",
    "ce_subject, XYZ-2, ORDER_ID_MISMATCH",
    "ce_tenant, Acme, BAD_TENANT",
    "ce_tenant, a/b, BAD_TENANT"
  })
  void aMalformedHeaderIsNamed(String name, String value, String reason) {
    var headers = headers();
    headers.remove(name);
    if (value != null) {
      headers.add(name, bytes(value));
    }
    assertThat(decode(DECODER, headers, "XYZ-1", BODY)).isEqualTo(new Garbage<>(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NO_VALUE          | ''
          NOT_JSON          | {
          ORDER_ID_MISMATCH | []
          ORDER_ID_MISMATCH | {"orderId":"XYZ-2","facts":{},"asOf":"2026-11-22T10:15:31Z"}
          NO_FACTS          | {"orderId":"XYZ-1","asOf":"2026-11-22T10:15:31Z"}
          FACT_NOT_TEXT     | {"orderId":"XYZ-1","facts":{"a":1},"asOf":"2026-11-22T10:15:31Z"}
          FACT_NOT_TEXT     | {"orderId":"XYZ-1","facts":{"a":"\\ud800"}}
          NO_TIME           | {"orderId":"XYZ-1","facts":{},"asOf":"+31556889-01-01T00:00:00Z"}
          """)
  void aMalformedPayloadIsNamed(String reason, String payload) {
    assertThat(decode(DECODER, headers(), "XYZ-1", payload)).isEqualTo(new Garbage<>(reason));
  }

  @Test
  void anEventUnderAnotherKeyIsNone() {
    assertThat(decode(DECODER, headers(), "XYZ-2", BODY))
        .isEqualTo(new Garbage<>("ORDER_ID_MISMATCH"));
    assertThat(DECODER.decode(TestRecords.of("order.events", null, bytes(BODY), headers())))
        .isEqualTo(new Garbage<>("ORDER_ID_MISMATCH"));
  }

  @Test
  void tooLongIsNoEvent() {
    var padded = " ".repeat(Incoming.VALUE_BYTES_MAX) + BODY;
    assertThat(decode(DECODER, headers(), "XYZ-1", padded)).isEqualTo(new Garbage<>("TOO_LARGE"));
    var headers = headers();
    headers.remove("ce_subject").add("ce_subject", bytes("X".repeat(129)));
    assertThat(decode(DECODER, headers, "XYZ-1", BODY)).isEqualTo(new Garbage<>("NO_ORDER_ID"));
  }

  private static Decoded<ServiceEvent> decode(
      EventDecoder decoder, RecordHeaders headers, String key, String payload) {
    return decoder.decode(TestRecords.of("order.events", bytes(key), bytes(payload), headers));
  }

  private static RecordHeaders headers() {
    var headers = new RecordHeaders();
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", "event-1",
            "ce_source", "/services/order",
            "ce_type", "switchboard.order.status-changed.v1",
            "ce_subject", "XYZ-1",
            "ce_tenant", "acme",
            "content-type", "application/json")
        .forEach((name, text) -> headers.add(name, bytes(text)));
    return headers;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
