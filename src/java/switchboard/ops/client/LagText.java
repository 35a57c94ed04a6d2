package switchboard.ops.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import switchboard.kafka.GroupLook;
import switchboard.kafka.LagReport;
import switchboard.kafka.LagReport.Group;
import switchboard.kafka.LagReport.Partition;
import switchboard.kafka.LagReport.State;

/** How far groups are, as a table with what to do about it, and as JSON. */
public final class LagText {
  private static final JsonMapper JSON = new JsonMapper();

  private LagText() {}

  /** How many partitions do not get on. */
  public static long halted(LagReport report) {
    return report.groups().stream()
        .flatMap(group -> group.partitions().stream())
        .filter(LagText::isHalted)
        .count();
  }

  private static boolean isHalted(Partition partition) {
    return partition.state() == State.STUCK || partition.state() == State.UNREAD;
  }

  /**
   * Groups, partitions, dead letters, and what to do.
   *
   * @param letters open dead letters, by topic
   * @param ours the nodes' groups
   * @param all whether partitions where nothing waits are shown
   */
  public static String text(
      LagReport report, Map<String, Long> letters, Set<String> ours, boolean all, Instant now) {
    var text = new ArrayList<String>();
    text.add(groups(report));
    var partitions = partitions(report, letters, all);
    if (partitions.size() > 1) {
      text.add(SagaText.table(partitions));
    }
    var todo = new ArrayList<String>();
    for (var group : report.groups()) {
      for (var partition : group.partitions()) {
        if (isHalted(partition)) {
          todo.add(halted(group, partition, ours.contains(group.name()), report, now));
        }
      }
      if (group.partitions().stream().anyMatch(it -> it.state() == State.FALLING_BEHIND)) {
        todo.add(
            "FALLING_BEHIND  "
                + group.name()
                + ": as much comes as is handled\n  do: see `switchboard redis check` (latency)"
                + " and `switchboard cluster`; add nodes, up to one for each partition");
      }
    }
    letters.forEach(
        (topic, open) ->
            todo.add(
                "DEAD LETTERS  %d open of %s: records that nobody could handle"
                        .formatted(open, topic)
                    + "\n  do: `switchboard dlq list "
                    + topic
                    + "` says why, and what to do about each"));
    text.add(
        todo.isEmpty() ? "nothing waits, and no dead letter is open" : String.join("\n", todo));
    return String.join("\n\n", text);
  }

  private static String groups(LagReport report) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("GROUP", "BROKER SAYS", "PARTITIONS", "READ", "LAG"));
    for (var group : report.groups()) {
      rows.add(
          List.of(
              group.name(),
              group.name().equals(GroupLook.NOBODY) ? "-" : group.state(),
              "" + group.partitions().size(),
              "" + group.partitions().stream().filter(it -> it.now().reader().isPresent()).count(),
              "" + group.lag()));
    }
    return SagaText.table(rows);
  }

  private static List<List<String>> partitions(
      LagReport report, Map<String, Long> letters, boolean all) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "GROUP",
            "TOPIC",
            "PARTITION",
            "COMMITTED",
            "END",
            "LAG",
            "PER SECOND",
            "CAUGHT UP IN",
            "DEAD LETTERS",
            "STATE",
            "READER"));
    for (var group : report.groups()) {
      group.partitions().stream()
          .filter(it -> all || it.now().lag() > 0)
          .forEach(it -> rows.add(row(group, it, letters)));
    }
    return rows;
  }

  private static List<String> row(Group group, Partition partition, Map<String, Long> letters) {
    var now = partition.now();
    return List.of(
        group.name(),
        now.topic(),
        "" + now.partition(),
        now.committed().isPresent() ? "" + now.committed().getAsLong() : "-",
        "" + now.end(),
        "" + now.lag(),
        String.format(Locale.ROOT, "%.1f", partition.perSecond()),
        now.lag() == 0 ? "-" : left(partition.secondsLeft()),
        "" + letters.getOrDefault(now.topic(), 0L),
        partition.state().name(),
        now.reader().map(it -> it.client() + " at " + it.host()).orElse("-"));
  }

  private static String left(OptionalLong seconds) {
    return seconds.isPresent() ? seconds.getAsLong() + " s" : "unknown";
  }

  private static String halted(
      Group group, Partition partition, boolean ours, LagReport report, Instant now) {
    var at = partition.now();
    var found =
        "%s  %s: %s/%d stands at %d, %d records wait"
            .formatted(
                partition.state(), group.name(), at.topic(), at.partition(), at.next(), at.lag());
    var front =
        partition
            .front()
            .map(
                it ->
                    "; the first since %s (%d s), key %s"
                        .formatted(
                            it.time(),
                            Duration.between(it.time(), now).toSeconds(),
                            printable(it.key())))
            .orElse("");
    var watched =
        partition.state() == State.STUCK
            ? String.format(
                Locale.ROOT,
                "; none was handled in %.1f s, by %s",
                report.watched().toNanos() / 1e9,
                at.reader().map(it -> it.client() + " at " + it.host()).orElse("-"))
            : "; nobody reads it";
    return found + front + watched + "\n  do: " + remedy(partition.state(), ours);
  }

  private static String remedy(State state, boolean ours) {
    if (ours) {
      return state == State.STUCK
          ? "the node hands the first record over again and again until it can be stored: see"
              + " `switchboard redis check`, then `switchboard cluster`, then that node's log;"
              + " nothing is lost, and it goes on by itself when the cause is gone"
          : "no node reads: see `switchboard cluster`, and start nodes; they begin where the group"
              + " stands";
    }
    return state == State.STUCK
        ? "the service takes commands and does not get on: ask its team; its sagas wait until their"
            + " steps are due, `switchboard saga list --parked` has those that were given up"
        : "the service is away: ask its team to start it; it begins where its group stands. Its"
            + " sagas wait until their steps are due";
  }

  /** Anybody may have written it. */
  private static String printable(String key) {
    return key.isEmpty() ? "-" : key.replaceAll("[^\\p{Graph} ]", "?");
  }

  /** The same as one JSON document, with every partition. */
  public static String json(
      LagReport report, Map<String, Long> letters, Set<String> ours, Instant now) {
    var all = JSON.createObjectNode().put("watchedSeconds", report.watched().toNanos() / 1e9);
    var groups = all.putArray("groups");
    for (var group : report.groups()) {
      var node =
          groups
              .addObject()
              .put("name", group.name())
              .put("state", group.state())
              .put("ofNodes", ours.contains(group.name()))
              .put("lag", group.lag());
      var partitions = node.putArray("partitions");
      for (var partition : group.partitions()) {
        var at = partition.now();
        var one =
            partitions
                .addObject()
                .put("topic", at.topic())
                .put("partition", at.partition())
                .put("end", at.end())
                .put("lag", at.lag())
                .put("perSecond", partition.perSecond())
                .put("state", partition.state().name());
        at.committed().ifPresent(offset -> one.put("committed", offset));
        partition.secondsLeft().ifPresent(left -> one.put("secondsLeft", left));
        at.reader().ifPresent(it -> one.put("client", it.client()).put("host", it.host()));
        partition
            .front()
            .ifPresent(
                it ->
                    one.putObject("front")
                        .put("offset", it.offset())
                        .put("key", it.key())
                        .put("time", it.time().toString())
                        .put("ageSeconds", Duration.between(it.time(), now).toSeconds()));
        if (isHalted(partition)) {
          one.put("remedy", remedy(partition.state(), ours.contains(group.name())));
        }
      }
    }
    var open = all.putObject("deadLetters");
    letters.forEach(open::put);
    return all.toPrettyString();
  }
}
