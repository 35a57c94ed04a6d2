package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.ops.raw.Folded.Summary;
import switchboard.ops.raw.RawGoal.RawSlot;

/** Reads the sections of a session's document. */
final class RawDocument {
  private static final JsonMapper JSON = new JsonMapper();

  private final RawSession session;

  RawDocument(RawSession session) {
    this.session = session;
  }

  /** A counter; empty if it is not there. */
  Optional<Long> counter(String name) {
    return Optional.ofNullable(session.head().get(name))
        .map(value -> Long.valueOf(new String(value, UTF_8)));
  }

  Optional<RawGoal> goal() {
    return section("goal")
        .map(section -> section.path("goal"))
        .filter(JsonNode::isObject)
        .map(RawDocument::goal);
  }

  List<RawGoal> suspended() {
    var goals = new ArrayList<RawGoal>();
    section("goal")
        .ifPresent(section -> section.path("suspended").forEach(goal -> goals.add(goal(goal))));
    return goals;
  }

  List<RawFact> facts() {
    var facts = new ArrayList<RawFact>();
    section("entities")
        .ifPresent(section -> section.path("facts").forEach(fact -> facts.add(fact(fact))));
    return facts;
  }

  /** The sagas that are pending. */
  List<RawPending> pending() {
    var sagas = new ArrayList<RawPending>();
    section("pending")
        .ifPresent(section -> section.path("sagas").forEach(saga -> sagas.add(pending(saga))));
    return sagas;
  }

  private static RawPending pending(JsonNode saga) {
    var question =
        Optional.of(saga.path("question"))
            .filter(JsonNode::isObject)
            .map(
                it ->
                    RawPending.question(
                        it.path("step").asText(),
                        texts(it.path("options")),
                        it.path("due").asText()));
    return new RawPending(
        saga.path("id").asText(),
        saga.path("partial").asBoolean(),
        saga.path("parked").asBoolean(),
        question);
  }

  /** Sequences of the first and the last message in the short-term memory; empty for none. */
  Optional<List<Long>> memory() {
    return section("memory")
        .filter(section -> section.hasNonNull("toSequence"))
        .map(
            section ->
                List.of(
                    section.path("fromSequence").asLong(), section.path("toSequence").asLong()));
  }

  Optional<Summary> summary() {
    return section("summary")
        .map(
            section ->
                new Summary(
                    section.path("fromSequence").asLong(),
                    section.path("toSequence").asLong(),
                    section.path("text").asText()));
  }

  String state() {
    return bare("session").map(section -> section.path("state").asText()).orElse("");
  }

  /** The sequence at which each section changed last, as the sections say. */
  Map<String, Long> versions() {
    var versions = new HashMap<String, Long>();
    for (var name : List.of("goal", "memory", "pending", "entities")) {
      bare(name).ifPresent(section -> versions.put(name, section.path("version").asLong()));
    }
    return versions;
  }

  /** A section as it stands there. */
  private Optional<JsonNode> bare(String name) {
    return Optional.ofNullable(session.head().get(name))
        .map(
            value -> {
              try {
                return JSON.readTree(value);
              } catch (IOException e) {
                throw new RawFailure("section " + name + " is not JSON", e);
              }
            });
  }

  /** A section with what is sealed of it put where it belongs. */
  private Optional<JsonNode> section(String name) {
    return bare(name).map(section -> opened(name, section));
  }

  private JsonNode opened(String name, JsonNode section) {
    if (!section.hasNonNull("sealed")) {
      return section;
    }
    var key =
        session
            .key()
            .orElseThrow(() -> new RawFailure("section " + name + " is sealed: there is no key"));
    var sealed = Base64.getDecoder().decode(section.path("sealed").asText());
    var clear = RawKeys.open(key, sealed, session.persistenceId() + "|section:" + name);
    try {
      return merged(section, JSON.readTree(clear));
    } catch (IOException e) {
      throw new RawFailure("what is sealed of section " + name + " is not JSON", e);
    }
  }

  /** Objects member by member, lists place by place; otherwise what was sealed. */
  private static JsonNode merged(JsonNode outside, JsonNode inside) {
    if (outside instanceof ObjectNode whole && inside.isObject()) {
      for (var member : inside.properties()) {
        whole.set(member.getKey(), merged(whole.path(member.getKey()), member.getValue()));
      }
      return whole;
    }
    if (outside instanceof ArrayNode list && inside.isArray()) {
      if (list.size() != inside.size()) {
        throw new RawFailure("a section has lists of two lengths inside and outside of its seal");
      }
      for (int i = 0; i < list.size(); i++) {
        list.set(i, merged(list.get(i), inside.get(i)));
      }
      return list;
    }
    return inside;
  }

  private static RawGoal goal(JsonNode goal) {
    var slots = new HashMap<String, RawSlot>();
    for (var slot : goal.path("slots").properties()) {
      var value = slot.getValue();
      slots.put(
          slot.getKey(),
          new RawSlot(
              value.path("value").asText(),
              texts(value.path("alternatives")),
              value.path("confidence").asDouble(),
              value.path("sourceSequence").asLong(),
              value.path("confirmed").asBoolean()));
    }
    return new RawGoal(
        goal.path("intent").asText(),
        goal.path("domain").asText(),
        goal.path("status").asText(),
        slots,
        texts(goal.path("requestedSlots")));
  }

  private static RawFact fact(JsonNode fact) {
    Map<String, String> attributes = new HashMap<>();
    fact.path("attributes")
        .properties()
        .forEach(each -> attributes.put(each.getKey(), each.getValue().asText()));
    return new RawFact(
        fact.path("kind").asText(),
        fact.path("id").asText(),
        attributes,
        Instant.parse(fact.path("asOf").asText()).toEpochMilli(),
        fact.path("source").asText());
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
