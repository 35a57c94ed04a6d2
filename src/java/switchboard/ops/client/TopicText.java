package switchboard.ops.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import switchboard.kafka.KafkaSettings.TopicSettings;
import switchboard.kafka.TopicLook;
import switchboard.kafka.TopicLook.Level;

/** Topics as a table and as JSON. */
public final class TopicText {
  private static final JsonMapper JSON = new JsonMapper();

  private TopicText() {}

  /** How many findings are BAD. */
  public static long bad(List<TopicLook> topics, TopicSettings wanted) {
    return topics.stream()
        .flatMap(topic -> topic.complaints(wanted).stream())
        .filter(complaint -> complaint.level() == Level.BAD)
        .count();
  }

  /** A row for each topic; below them what is not as it should be. */
  public static String text(List<TopicLook> topics, TopicSettings wanted) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "TOPIC", "PARTITIONS", "COPIES", "IN STEP", "KEPT FOR", "CLEANUP", "SIZE", "STATE"));
    var complaints = new ArrayList<String>();
    for (var topic : topics) {
      var found = topic.complaints(wanted);
      rows.add(topic.exists() ? row(topic, state(found)) : missing(topic, state(found)));
      found.forEach(
          it ->
              complaints.add(
                  "%s  %s: %s\n      do: %s"
                      .formatted(it.level(), topic.name(), it.evidence(), it.remedy())));
    }
    return SagaText.table(rows)
        + (complaints.isEmpty() ? "" : "\n\n" + String.join("\n", complaints));
  }

  private static String state(List<TopicLook.Complaint> complaints) {
    return complaints.stream()
        .map(TopicLook.Complaint::level)
        .reduce((a, b) -> a.compareTo(b) > 0 ? a : b)
        .map(Level::name)
        .orElse("OK");
  }

  private static List<String> row(TopicLook topic, String state) {
    return List.of(
        topic.name(),
        "" + topic.partitions(),
        "" + topic.replicas(),
        "" + topic.inSync(),
        keptFor(topic.retention()),
        topic.cleanup(),
        topic.bytes().isPresent() ? KeysText.bytes(topic.bytes().getAsLong()) : "-",
        state);
  }

  private static List<String> missing(TopicLook topic, String state) {
    return List.of(topic.name(), "-", "-", "-", "-", "-", "-", state);
  }

  private static String keptFor(long millis) {
    if (millis < 0) {
      return "ever";
    }
    var time = Duration.ofMillis(millis);
    return time.toDays() > 1 ? time.toDays() + " days" : time.toMinutes() + " minutes";
  }

  /** The same as one JSON document. */
  public static String json(List<TopicLook> topics, TopicSettings wanted) {
    var all = JSON.createObjectNode();
    var array = all.putArray("topics");
    for (var topic : topics) {
      var node =
          array
              .addObject()
              .put("name", topic.name())
              .put("exists", topic.exists())
              .put("partitions", topic.partitions())
              .put("copies", topic.replicas())
              .put("inStep", topic.inSync())
              .put("leaderless", topic.leaderless())
              .put("minInSync", topic.minInSync())
              .put("retentionMillis", topic.retention())
              .put("cleanup", topic.cleanup());
      topic.bytes().ifPresent(bytes -> node.put("bytes", bytes));
      var findings = node.putArray("findings");
      topic
          .complaints(wanted)
          .forEach(
              it ->
                  findings
                      .addObject()
                      .put("level", it.level().name())
                      .put("evidence", it.evidence())
                      .put("remedy", it.remedy()));
    }
    return all.toPrettyString();
  }
}
