package switchboard.kafka;

import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import switchboard.kafka.Incoming.Malformed;

/** Reads services' answers. */
final class ReplyDecoder implements Decoder<SagaReplyMessage> {
  private static final Pattern TYPE =
      Pattern.compile("switchboard\\.[a-z]+\\.[a-z-]+\\.reply\\.v1");

  private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
  private static final Pattern ATTEMPT = Pattern.compile("[1-9][0-9]{0,8}");

  @Override
  public Decoded<SagaReplyMessage> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new Message<>(message(record));
    } catch (Malformed malformed) {
      return new Garbage<>(malformed.getMessage());
    }
  }

  private static SagaReplyMessage message(ConsumerRecord<byte[], byte[]> record) throws Malformed {
    var incoming = Incoming.read(record, TYPE);
    var body = incoming.body();
    if (!body.path("ok").isBoolean()) {
      throw new Malformed("NO_OUTCOME");
    }
    boolean ok = body.path("ok").booleanValue();
    var reason = body.path("reason").asText("");
    if (!ok && !REASON.matcher(reason).matches()) {
      throw new Malformed("NO_REASON");
    }
    return new SagaReplyMessage(
        incoming.required(Envelope.SAGA_ID, "NO_SAGA_ID"),
        incoming.required(Envelope.STEP_KEY, "NO_STEP_KEY"),
        attempt(incoming),
        ok,
        reason,
        incoming.facts(),
        incoming.asOf(),
        record.topic(),
        Envelope.traceparent(record.headers()));
  }

  private static int attempt(Incoming incoming) throws Malformed {
    var attempt = incoming.optional(Envelope.ATTEMPT, "BAD_ATTEMPT");
    if (attempt.isEmpty()) {
      return 0;
    }
    if (!ATTEMPT.matcher(attempt.get()).matches()) {
      throw new Malformed("BAD_ATTEMPT");
    }
    return Integer.parseInt(attempt.get());
  }
}
