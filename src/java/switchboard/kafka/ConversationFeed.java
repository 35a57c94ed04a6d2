package switchboard.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import switchboard.stored.v1.OutboxEntry.ConversationEvents;

/**
 * Tells other systems what happens in the conversations: a CloudEvent for each event of a session,
 * in the topic {@link Topics#CONVERSATION_EVENTS}. Its id is the session's name and the event's
 * sequence, so a consumer recognises what it is told twice.
 */
public final class ConversationFeed {
  private static final URI SOURCE = URI.create("/switchboard/sessions");

  private final KafkaPublisher publisher;

  public ConversationFeed(KafkaPublisher publisher) {
    this.publisher = publisher;
  }

  /**
   * Publishes the events, each after the one before it; completes when every in-sync copy has all
   * of them, fails as {@link KafkaPublisher} does.
   */
  public CompletionStage<Void> publish(ConversationEvents events) {
    CompletionStage<Void> published = CompletableFuture.completedStage(null);
    for (var record : records(events)) {
      published = published.thenCompose(_ -> publisher.publish(record));
    }
    return published;
  }

  static List<ProducerRecord<byte[], byte[]>> records(ConversationEvents events) {
    var session = "tenants/" + events.getTenant() + "/sessions/" + events.getSession();
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    long sequence = events.getFirstSequence();
    for (var event : events.getEventsList()) {
      records.add(record(session, events.getSubject(), sequence, event));
      sequence++;
    }
    return records;
  }

  private static ProducerRecord<byte[], byte[]> record(
      String session, String subject, long sequence, ConversationEvents.Event event) {
    var time = Instant.ofEpochMilli(event.getTime());
    var envelope =
        CloudEventBuilder.v1()
            .withId(session + "/" + sequence)
            .withSource(SOURCE)
            .withType("switchboard.conversation." + event.getType() + ".v1")
            .withSubject(session)
            .withTime(time.atOffset(ZoneOffset.UTC))
            .withData("application/json", json(body(session, subject, sequence, time, event)));
    if (!event.getTraceparent().isEmpty()) {
      envelope.withExtension(Envelope.TRACE_PARENT, event.getTraceparent());
    }
    var written =
        KafkaMessageFactory.createWriter(Topics.CONVERSATION_EVENTS, session)
            .writeBinary(envelope.build());
    var record =
        new ProducerRecord<byte[], byte[]>(
            written.topic(), session.getBytes(StandardCharsets.UTF_8), written.value());
    written.headers().forEach(record.headers()::add);
    return record;
  }

  /** What is empty is left out. */
  private static ObjectNode body(
      String session, String subject, long sequence, Instant time, ConversationEvents.Event event) {
    var body = Envelope.JSON.createObjectNode();
    body.put("session", session);
    body.put("sequence", sequence);
    body.put("time", time.toString());
    if (event.getTurn() > 0) {
      body.put("turn", event.getTurn());
    }
    put(body, "subject", subject);
    put(body, "saga", event.getSaga());
    put(body, "sagaType", event.getSagaType());
    put(body, "outcome", event.getOutcome());
    put(body, "reason", event.getReason());
    put(body, "step", event.getStep());
    return body;
  }

  private static void put(ObjectNode body, String name, String text) {
    if (!text.isEmpty()) {
      body.put(name, text);
    }
  }

  private static byte[] json(ObjectNode body) {
    try {
      return Envelope.JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException("Texts and numbers have no JSON form", impossible);
    }
  }
}
