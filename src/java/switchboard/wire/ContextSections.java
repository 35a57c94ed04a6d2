package switchboard.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.session.SessionState;

/**
 * The sections of the context document as JSON, so that other services can read them straight from
 * Redis. Written by hand onto a generator: it is on the path of every turn.
 */
public final class ContextSections {
  private static final JsonFactory JSON = new JsonFactory();

  private ContextSections() {}

  public static byte[] session(SessionState state) {
    return write(
        json -> {
          json.writeStartObject();
          json.writeStringField("name", state.id().name());
          json.writeStringField("subject", state.subject());
          json.writeStringField("channel", state.channel());
          json.writeStringField("locale", state.locale());
          json.writeStringField("agent", state.agent());
          json.writeStringField("state", state.life().name());
          json.writeStringField("createTime", state.createTime().toString());
          json.writeEndObject();
        });
  }

  public static byte[] goal(Context context) {
    return write(
        json -> {
          json.writeStartObject();
          json.writeFieldName("goal");
          write(json, context.goal());
          json.writeArrayFieldStart("suspended");
          for (var goal : context.suspended()) {
            write(json, Optional.of(goal));
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  public static byte[] memory(Context context) {
    return write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("fromSequence", context.turns().getFirst().sequence());
          json.writeNumberField("toSequence", context.turns().getLast().sequence());
          json.writeStringField("updateTime", context.turns().getLast().time().toString());
          json.writeEndObject();
        });
  }

  public static byte[] pending(Context context) {
    return write(
        json -> {
          json.writeStartArray();
          for (var saga : context.pending()) {
            write(json, saga);
          }
          json.writeEndArray();
        });
  }

  public static byte[] entities(Context context) {
    return write(
        json -> {
          json.writeStartArray();
          for (var fact : context.facts()) {
            write(json, fact);
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, Optional<Goal> goal) throws IOException {
    if (goal.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("intent", goal.get().intent());
    json.writeStringField("status", goal.get().status().name());
    json.writeObjectFieldStart("slots");
    for (var slot : goal.get().slots().entrySet()) {
      json.writeObjectFieldStart(slot.getKey());
      json.writeStringField("value", slot.getValue().value());
      json.writeNumberField("confidence", slot.getValue().confidence());
      json.writeNumberField("sourceSequence", slot.getValue().sourceSequence());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, PendingSaga saga) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", saga.saga());
    json.writeStringField("type", saga.type());
    json.writeNumberField("startedSequence", saga.startedSequence());
    json.writeStringField("deadline", saga.deadline().toString());
    json.writeBooleanField("partial", saga.partial());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Fact fact) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", fact.kind());
    json.writeStringField("id", fact.id());
    json.writeObjectFieldStart("attributes");
    for (var attribute : fact.attributes().entrySet()) {
      json.writeStringField(attribute.getKey(), attribute.getValue());
    }
    json.writeEndObject();
    json.writeStringField("asOf", fact.asOf().toString());
    json.writeStringField("source", fact.source());
    json.writeEndObject();
  }

  /** Writes one section. */
  private interface Section {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Section section) {
    var bytes = new ByteArrayOutputStream(256);
    try (var json = JSON.createGenerator(bytes)) {
      section.writeTo(json);
    } catch (IOException failure) {
      throw new UncheckedIOException("a section could not be written to memory", failure);
    }
    return bytes.toByteArray();
  }
}
