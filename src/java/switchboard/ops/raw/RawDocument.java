package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
    section("entities").ifPresent(section -> section.forEach(fact -> facts.add(fact(fact))));
    return facts;
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
    return section("memory")
        .map(section -> section.path("summary"))
        .filter(JsonNode::isObject)
        .map(
            summary ->
                new Summary(
                    summary.path("fromSequence").asLong(),
                    summary.path("toSequence").asLong(),
                    summary.path("text").asText()));
  }

  String state() {
    return section("session").map(section -> section.path("state").asText()).orElse("");
  }

  /** A section with what is sealed of it put where it belongs. */
  private Optional<JsonNode> section(String name) {
    return Optional.ofNullable(session.head().get(name))
        .map(
            value -> {
              try {
                return opened(name, JSON.readTree(value));
              } catch (IOException e) {
                throw new RawFailure("section " + name + " is not JSON", e);
              }
            });
  }

  private JsonNode opened(String name, JsonNode section) throws IOException {
    if (!section.hasNonNull("sealed")) {
      return section;
    }
    var key =
        session
            .key()
            .orElseThrow(() -> new RawFailure("section " + name + " is sealed: there is no key"));
    var sealed = Base64.getDecoder().decode(section.path("sealed").asText());
    var clear = RawKeys.open(key, sealed, session.persistenceId() + "|section:" + name);
    var whole = ((ObjectNode) section).deepCopy();
    whole.remove("sealed");
    return merged(whole, JSON.readTree(clear));
  }

  private static JsonNode merged(JsonNode outside, JsonNode inside) {
    if (!(outside instanceof ObjectNode whole) || !inside.isObject()) {
      return inside;
    }
    for (var member : inside.properties()) {
      var there = whole.path(member.getKey());
      whole.set(
          member.getKey(),
          there.isMissingNode() ? member.getValue() : merged(there, member.getValue()));
    }
    return whole;
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
