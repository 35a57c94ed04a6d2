package switchboard.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * Reads services' answers. What comes from outside is never trusted: whatever the bytes are, the
 * result is an answer or the reason why it is none.
 */
final class ReplyDecoder {
  /** The largest answer taken, in bytes: a saga's event must stay small. */
  static final int VALUE_BYTES_MAX = 64 * 1024;

  private static final int ID_LENGTH_MAX = 512;
  private static final Pattern TYPE =
      Pattern.compile("switchboard\\.[a-z]+\\.[a-z-]+\\.reply\\.v1");

  private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  /** What can be stored, to the millisecond, and shown: a saga could never record another time. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private ReplyDecoder() {}

  /** What a record turned out to be. */
  sealed interface Decoded {}

  record Reply(SagaReplyMessage message) implements Decoded {}

  /**
   * @param reason why the record is no answer, in upper snake case
   */
  record Garbage(String reason) implements Decoded {}

  private static final class Malformed extends Exception {
    Malformed(String reason) {
      super(reason, null, false, false);
    }
  }

  static Decoded decode(String topic, Headers headers, byte[] value) {
    try {
      if (value == null || value.length == 0) {
        throw new Malformed("NO_VALUE");
      }
      if (value.length > VALUE_BYTES_MAX) {
        throw new Malformed("TOO_LARGE");
      }
      return new Reply(message(topic, event(headers, value)));
    } catch (Malformed malformed) {
      return new Garbage(malformed.getMessage());
    }
  }

  private static CloudEvent event(Headers headers, byte[] value) throws Malformed {
    CloudEvent event;
    try {
      event = KafkaMessageFactory.createReader(headers, value).toEvent();
    } catch (RuntimeException malformed) {
      // The reader has no one type for bad headers: it throws what its parsers throw.
      throw new Malformed("NOT_A_CLOUD_EVENT");
    }
    if (!TYPE.matcher(event.getType()).matches()) {
      throw new Malformed("UNKNOWN_TYPE");
    }
    return event;
  }

  private static SagaReplyMessage message(String topic, CloudEvent event) throws Malformed {
    var sagaId = extension(event, Envelope.SAGA_ID, "NO_SAGA_ID");
    var stepKey = extension(event, Envelope.STEP_KEY, "NO_STEP_KEY");
    if (event.getData() == null) {
      throw new Malformed("NO_VALUE");
    }
    JsonNode body;
    try {
      body = Envelope.JSON.readTree(event.getData().toBytes());
    } catch (IOException malformed) {
      throw new Malformed("NOT_JSON");
    }
    if (!body.path("ok").isBoolean()) {
      throw new Malformed("NO_OUTCOME");
    }
    boolean ok = body.path("ok").booleanValue();
    var reason = body.path("reason").asText("");
    if (!ok && !REASON.matcher(reason).matches()) {
      throw new Malformed("NO_REASON");
    }
    return new SagaReplyMessage(sagaId, stepKey, ok, reason, facts(body), asOf(body), topic);
  }

  private static String extension(CloudEvent event, String name, String reason) throws Malformed {
    if (event.getExtension(name) instanceof String text
        && !text.isBlank()
        && text.length() <= ID_LENGTH_MAX) {
      return text;
    }
    throw new Malformed(reason);
  }

  private static Map<String, String> facts(JsonNode body) throws Malformed {
    var facts = body.path("facts");
    if (!facts.isObject()) {
      throw new Malformed("NO_FACTS");
    }
    var all = new LinkedHashMap<String, String>();
    for (var fact : facts.properties()) {
      if (!fact.getValue().isTextual()
          || !isEncodable(fact.getKey())
          || !isEncodable(fact.getValue().textValue())) {
        throw new Malformed("FACT_NOT_TEXT");
      }
      all.put(fact.getKey(), fact.getValue().textValue());
    }
    return all;
  }

  /** JSON can escape half of a surrogate pair, which is no text that can be written again. */
  private static boolean isEncodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static Instant asOf(JsonNode body) throws Malformed {
    try {
      var asOf = Instant.parse(body.path("asOf").asText(""));
      if (asOf.isBefore(EARLIEST) || asOf.isAfter(LATEST)) {
        throw new Malformed("NO_TIME");
      }
      return asOf;
    } catch (DateTimeException malformed) {
      throw new Malformed("NO_TIME");
    }
  }
}
