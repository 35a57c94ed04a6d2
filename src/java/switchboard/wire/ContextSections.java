package switchboard.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.Summary;
import switchboard.privacy.SubjectKey;
import switchboard.session.SessionState;

/**
 * The sections of the context document as JSON, so that other services can read them straight from
 * Redis. Written by hand onto a generator: it is on the path of every turn.
 */
final class ContextSections {
  private static final JsonFactory JSON = new JsonFactory();

  private final String owner;
  private final SubjectKey key;

  /** Sections of the document of a persistence id, sealed with its subject's key. */
  ContextSections(String owner, SubjectKey key) {
    this.owner = owner;
    this.key = key;
  }

  static byte[] session(SessionState state) {
    return write(
        json -> {
          json.writeStringField("subject", state.subject());
          json.writeStringField("channel", state.channel());
          json.writeStringField("locale", state.locale());
          json.writeStringField("agent", state.agent());
          json.writeStringField("state", state.life().name());
          json.writeStringField("createTime", state.createTime().toString());
          if (state.pause().isPresent()) {
            json.writeStringField("pauseEndTime", state.pause().get().until().toString());
          }
        });
  }

  byte[] goal(Context context) {
    return write(
        json -> {
          json.writeNumberField("version", context.versions().goals());
          json.writeFieldName("goal");
          writeGoal(json, context.goal());
          json.writeArrayFieldStart("suspended");
          for (var goal : context.suspended()) {
            writeGoal(json, Optional.of(goal));
          }
          json.writeEndArray();
          sealed(
              json,
              "goal",
              inside -> {
                inside.writeFieldName("goal");
                writeSlots(inside, context.goal());
                inside.writeArrayFieldStart("suspended");
                for (var goal : context.suspended()) {
                  writeSlots(inside, Optional.of(goal));
                }
                inside.writeEndArray();
              });
        });
  }

  byte[] memory(Context context) {
    return write(
        json -> {
          json.writeNumberField("version", context.versions().memory());
          if (!context.turns().isEmpty()) {
            json.writeNumberField("fromSequence", context.turns().getFirst().sequence());
            json.writeNumberField("toSequence", context.turns().getLast().sequence());
          }
        });
  }

  /** Beside the memory and not in it, because it changes far less often. */
  byte[] summary(Summary summary) {
    return write(
        json -> {
          json.writeNumberField("fromSequence", summary.fromSequence());
          json.writeNumberField("toSequence", summary.toSequence());
          sealed(json, "summary", inside -> inside.writeStringField("text", summary.text()));
        });
  }

  byte[] pending(Context context) {
    return write(
        json -> {
          json.writeNumberField("version", context.versions().pending());
          json.writeArrayFieldStart("sagas");
          for (var saga : context.pending()) {
            write(json, saga);
          }
          json.writeEndArray();
        });
  }

  byte[] entities(Context context) {
    return write(
        json -> {
          json.writeNumberField("version", context.versions().facts());
          json.writeNumberField("count", context.facts().size());
          sealed(
              json,
              "entities",
              inside -> {
                inside.writeArrayFieldStart("facts");
                for (var fact : context.facts()) {
                  write(inside, fact);
                }
                inside.writeEndArray();
              });
        });
  }

  /** Adds the member "sealed": what is classified in the section, as JSON, under the key. */
  private void sealed(JsonGenerator json, String section, Section classified) throws IOException {
    switch (key) {
      case SubjectKey.Present(var cipher, _) ->
          json.writeBinaryField(
              "sealed", cipher.seal(write(classified), owner + "|section:" + section));
      case SubjectKey.Absent _ ->
          throw new IllegalStateException("a section is to be stored without a key");
    }
  }

  private static void writeGoal(JsonGenerator json, Optional<Goal> goal) throws IOException {
    if (goal.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("intent", goal.get().intent());
    json.writeStringField("domain", goal.get().domain());
    json.writeStringField("status", goal.get().status().name());
    json.writeEndObject();
  }

  private static void writeSlots(JsonGenerator json, Optional<Goal> goal) throws IOException {
    if (goal.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeObjectFieldStart("slots");
    for (var slot : goal.get().slots().entrySet()) {
      json.writeObjectFieldStart(slot.getKey());
      json.writeStringField("value", slot.getValue().value());
      writeTexts(json, "alternatives", slot.getValue().alternatives());
      json.writeNumberField("confidence", slot.getValue().confidence());
      json.writeNumberField("sourceSequence", slot.getValue().sourceSequence());
      json.writeBooleanField("confirmed", slot.getValue().confirmed());
      json.writeEndObject();
    }
    json.writeEndObject();
    writeTexts(json, "requestedSlots", goal.get().requestedSlots());
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (var text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, PendingSaga saga) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", saga.saga());
    json.writeStringField("type", saga.type());
    json.writeNumberField("startedSequence", saga.startedSequence());
    json.writeStringField("deadline", saga.deadline().toString());
    json.writeBooleanField("partial", saga.partial());
    json.writeBooleanField("parked", saga.parked());
    if (saga.question().isPresent()) {
      var question = saga.question().get();
      json.writeObjectFieldStart("question");
      json.writeStringField("step", question.step());
      writeTexts(json, "options", question.options());
      json.writeStringField("due", question.due().toString());
      json.writeEndObject();
    }
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

  /** Writes the members of one section. */
  private interface Section {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Section section) {
    var bytes = new ByteArrayOutputStream(256);
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      section.writeTo(json);
      json.writeEndObject();
    } catch (IOException failure) {
      throw new UncheckedIOException("a section could not be written to memory", failure);
    }
    return bytes.toByteArray();
  }
}
