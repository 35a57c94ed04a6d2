package switchboard.ops.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.util.TreeMap;
import java.util.stream.Collectors;
import switchboard.ops.CommandFailure;
import switchboard.v1.Context;
import switchboard.v1.Context.PendingSaga;
import switchboard.v1.Goal;
import switchboard.v1.ProfileFact;

/** A context document for a person, and as the one JSON document that it is. */
public final class ContextText {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ContextText() {}

  /** The document as JSON, indented. */
  public static String json(Context context) {
    var json = JSON.createObjectNode();
    json.put("session", context.getName().replaceFirst("/context$", ""));
    json.put("subject", context.getSubject());
    json.put("channel", context.getChannel());
    json.put("locale", context.getLocale());
    json.put("version", context.getVersion());
    json.put("updateTime", time(context.getUpdateTime()));
    if (context.hasGoal()) {
      json.set("goal", goal(context.getGoal()));
    } else {
      json.putNull("goal");
    }
    var suspended = json.putArray("suspendedGoals");
    context.getSuspendedGoalsList().forEach(goal -> suspended.add(goal(goal)));
    json.set("shortTermMemory", memory(context));
    json.set("pending", pending(context));
    json.set("entities", entities(context));
    var profile = json.putObject("profile");
    context.getProfileFactsList().forEach(fact -> profile.set(fact.getName(), profileFact(fact)));
    json.putObject("agent")
        .put("name", context.getAgent().getName())
        .put("node", context.getAgent().getNode());
    var versions = json.putObject("sectionVersions");
    new TreeMap<>(context.getSectionVersionsMap()).forEach(versions::put);
    json.set("privacy", privacy(context));
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new CommandFailure("the context cannot be written as JSON", e);
    }
  }

  private static ObjectNode goal(Goal goal) {
    var json = JSON.createObjectNode();
    json.put("intent", goal.getIntent());
    if (!goal.getDomain().isEmpty()) {
      json.put("domain", goal.getDomain());
    }
    json.put("status", goal.getStatus().name());
    var slots = json.putObject("slots");
    new TreeMap<>(goal.getSlotsMap())
        .forEach(
            (name, slot) -> {
              var each = slots.putObject(name).put("value", slot.getValue());
              if (slot.getAlternativesCount() > 0) {
                slot.getAlternativesList().forEach(each.putArray("alternatives")::add);
              }
              each.put("confidence", slot.getConfidence());
              each.put("sourceSequence", slot.getSourceSequence());
              each.put("confirmed", slot.getConfirmed());
            });
    var requested = json.putArray("requestedSlots");
    goal.getRequestedSlotsList().forEach(requested::add);
    return json;
  }

  private static ObjectNode memory(Context context) {
    var json = JSON.createObjectNode();
    if (context.hasSummary()) {
      json.putObject("summary")
          .put("fromSequence", context.getSummary().getFromSequence())
          .put("toSequence", context.getSummary().getToSequence())
          .put("text", context.getSummary().getText());
    }
    var turns = json.putArray("turns");
    for (var turn : context.getTurnsList()) {
      turns
          .addObject()
          .put("sequence", turn.getSequence())
          .put("role", turn.getRole())
          .put("text", turn.getText())
          .put("time", time(turn.getTime()));
    }
    return json;
  }

  private static ObjectNode pending(Context context) {
    var json = JSON.createObjectNode();
    var sagas = json.putArray("sagas");
    for (var saga : context.getPendingSagasList()) {
      var each =
          sagas
              .addObject()
              .put("id", saga.getSaga())
              .put("type", saga.getType())
              .put("startedSequence", saga.getStartedSequence())
              .put("deadline", time(saga.getDeadline()))
              .put("parked", saga.getParked());
      if (saga.hasQuestion()) {
        var question = each.putObject("question").put("step", saga.getQuestion().getStep());
        saga.getQuestion().getOptionsList().forEach(question.putArray("options")::add);
        question.put("due", time(saga.getQuestion().getDue()));
      }
    }
    return json;
  }

  /** By kind, then by id: what is known, and since when and from where. */
  private static ObjectNode entities(Context context) {
    var json = JSON.createObjectNode();
    for (var fact : context.getFactsList()) {
      var each = json.withObjectProperty(fact.getKind()).putObject(fact.getId());
      new TreeMap<>(fact.getAttributesMap()).forEach(each::put);
      each.put("asOf", time(fact.getAsOf())).put("source", fact.getSource());
    }
    return json;
  }

  private static ObjectNode profileFact(ProfileFact fact) {
    return JSON.createObjectNode()
        .put("value", fact.getValue())
        .put("source", fact.getSource())
        .put("time", time(fact.getTime()));
  }

  private static ObjectNode privacy(Context context) {
    var json = JSON.createObjectNode();
    json.put("keyId", context.getPrivacy().getKeyId());
    var classified = json.putArray("classified");
    context.getPrivacy().getClassifiedList().forEach(classified::add);
    return json.put("erased", context.getPrivacy().getErased());
  }

  private static String time(Timestamp time) {
    return Timestamps.toString(time);
  }

  /** The document in lines. */
  public static String text(Context context) {
    var text = new StringBuilder();
    line(text, "session", context.getName().replaceFirst("/context$", ""));
    line(text, "subject", context.getSubject() + ", " + context.getChannel());
    line(text, "version", context.getVersion() + ", " + time(context.getUpdateTime()));
    if (context.hasPauseEndTime()) {
      line(text, "paused", "until " + time(context.getPauseEndTime()));
    }
    line(text, "goal", context.hasGoal() ? words(context.getGoal()) : "none");
    context.getSuspendedGoalsList().forEach(goal -> line(text, "put aside", words(goal)));
    if (context.hasSummary()) {
      var summary = context.getSummary();
      line(
          text,
          "before",
          "#%d to #%d: %s"
              .formatted(summary.getFromSequence(), summary.getToSequence(), summary.getText()));
    }
    for (var turn : context.getTurnsList()) {
      line(text, turn.getRole(), "#" + turn.getSequence() + " " + turn.getText());
    }
    for (var saga : context.getPendingSagasList()) {
      line(text, "pending", words(saga));
    }
    for (var fact : context.getFactsList()) {
      line(
          text,
          "known",
          fact.getKind() + " " + fact.getId() + " " + new TreeMap<>(fact.getAttributesMap()));
    }
    for (var fact : context.getProfileFactsList()) {
      line(text, "profile", fact.getName() + "=" + fact.getValue());
    }
    line(text, "agent", context.getAgent().getName() + " on " + context.getAgent().getNode());
    return text.toString().stripTrailing();
  }

  private static String words(Goal goal) {
    var slots =
        new TreeMap<>(goal.getSlotsMap())
            .entrySet().stream()
                .map(slot -> " " + slot.getKey() + "=" + slot.getValue().getValue())
                .collect(Collectors.joining());
    var domain = goal.getDomain().isEmpty() ? "" : goal.getDomain() + "/";
    return domain + goal.getIntent() + " " + goal.getStatus() + slots;
  }

  private static String words(PendingSaga saga) {
    if (saga.getParked()) {
      return saga.getType() + " waits for an operator";
    }
    return saga.hasQuestion()
        ? "%s waits until %s for one of %s"
            .formatted(
                saga.getType(),
                time(saga.getQuestion().getDue()),
                String.join(", ", saga.getQuestion().getOptionsList()))
        : saga.getType() + " until " + time(saga.getDeadline());
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("%-10s %s%n".formatted(what, value));
  }
}
