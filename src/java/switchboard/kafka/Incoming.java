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
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A service's record, read with distrust: a CloudEvent with a JSON body that has facts and the time
 * when they were true. The decoders ask it for what they need.
 */
final class Incoming {
  /** The largest value taken, in bytes: what is stored of it must stay small. */
  static final int VALUE_BYTES_MAX = 64 * 1024;

  private static final int ID_LENGTH_MAX = 512;

  /** A session remembers what it was told by this id, so it is kept short. */
  private static final int EVENT_ID_LENGTH_MAX = 200;

  /** What can be stored, to the millisecond, and shown: no other time could ever be recorded. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final CloudEvent event;
  private final JsonNode body;

  private Incoming(CloudEvent event, JsonNode body) {
    this.event = event;
    this.body = body;
  }

  /** The record is not what it should be; the message is the reason, in upper snake case. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String reason) {
      super(reason, null, false, false);
    }
  }

  static Incoming read(ConsumerRecord<byte[], byte[]> record, Pattern type) throws Malformed {
    var value = record.value();
    if (value == null || value.length == 0) {
      throw new Malformed("NO_VALUE");
    }
    if (value.length > VALUE_BYTES_MAX) {
      throw new Malformed("TOO_LARGE");
    }
    var event = event(record);
    if (!type.matcher(event.getType()).matches()) {
      throw new Malformed("UNKNOWN_TYPE");
    }
    if (event.getData() == null) {
      throw new Malformed("NO_VALUE");
    }
    try {
      return new Incoming(event, Envelope.JSON.readTree(event.getData().toBytes()));
    } catch (IOException malformed) {
      throw new Malformed("NOT_JSON");
    }
  }

  private static CloudEvent event(ConsumerRecord<byte[], byte[]> record) throws Malformed {
    try {
      return KafkaMessageFactory.createReader(record.headers(), record.value()).toEvent();
    } catch (RuntimeException malformed) {
      // The reader has no one type for bad headers: it throws what its parsers throw.
      throw new Malformed("NOT_A_CLOUD_EVENT");
    }
  }

  CloudEvent event() {
    return event;
  }

  JsonNode body() {
    return body;
  }

  /** An extension that a record may have; one that is there must be fit for use. */
  Optional<String> optional(String name, String reason) throws Malformed {
    return event.getExtension(name) == null
        ? Optional.empty()
        : Optional.of(required(name, reason));
  }

  String required(String name, String reason) throws Malformed {
    if (event.getExtension(name) instanceof String text) {
      return id(text, ID_LENGTH_MAX, reason);
    }
    throw new Malformed(reason);
  }

  String eventId() throws Malformed {
    return id(event.getId(), EVENT_ID_LENGTH_MAX, "NO_EVENT_ID");
  }

  static String id(String text, int lengthMax, String reason) throws Malformed {
    if (text == null
        || text.isBlank()
        || text.length() > lengthMax
        || text.chars().anyMatch(Character::isISOControl)
        || !isEncodable(text)) {
      throw new Malformed(reason);
    }
    return text;
  }

  Map<String, String> facts() throws Malformed {
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

  Instant asOf() throws Malformed {
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

  /** JSON can escape half of a surrogate pair, which is no text that can be written again. */
  private static boolean isEncodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
