package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import switchboard.v1.ListShardEntitiesResponse;
import switchboard.v1.RebalancePlan;
import switchboard.v1.Shard;
import switchboard.v1.ShardAllocation;
import switchboard.v1.ShardedType;
import switchboard.v1.ShardingView;

/** Shards as tables and as JSON. */
public final class ShardingText {
  private static final int HOTTEST = 10;

  /** From when on a shard, or a session in it, stands out. */
  private static final double HOT_SHARE = 0.5;

  private static final double HOT_PER_SECOND = 5;

  private ShardingText() {}

  public static String json(Message message) throws InvalidProtocolBufferException {
    return SagaText.json(message);
  }

  /** A row for each type and node. */
  public static String regions(ShardingView view) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TYPE", "COORDINATOR", "NODE", "SHARDS", "ENTITIES", "MESSAGES/S"));
    for (var type : view.getTypesList()) {
      for (var node : type.getNodesList()) {
        rows.add(
            List.of(
                type.getType(),
                coordinator(type),
                node.getNode(),
                "" + node.getShards(),
                "" + node.getEntities(),
                rate(node.hasMessagesPerSecond(), node.getMessagesPerSecond())));
      }
    }
    return withSilent(List.of(SagaText.table(rows)), view.getSilentList());
  }

  private static String coordinator(ShardedType type) {
    return SagaText.orDash(type.getCoordinator())
        + (type.getCoordinatorAnswers() ? "" : " (silent)");
  }

  private static String rate(boolean has, double rate) {
    return has ? String.format(Locale.ROOT, "%.1f", rate) : "-";
  }

  private static String withSilent(List<String> text, List<String> silent) {
    var all = new ArrayList<>(text);
    all.addAll(ClusterText.silent(silent));
    return String.join("\n", all);
  }

  /** How even it is, the hottest shards, and the sessions that make them hot. */
  public static String stats(ShardingView view) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TYPE", "HOSTED", "SHARDS/NODE", "ENTITIES", "ENTITIES/NODE", "COORDINATOR"));
    for (var type : view.getTypesList()) {
      rows.add(
          List.of(
              type.getType(),
              type.getShardsCount() + " of " + type.getShardsConfigured(),
              balance(type.getShardBalance()),
              "" + type.getShardsList().stream().mapToInt(Shard::getEntities).sum(),
              balance(type.getEntityBalance()),
              coordinator(type)));
    }
    var text = new ArrayList<String>();
    text.add(SagaText.table(rows));
    text.add("(least-median-most of the nodes that answered)");
    text.add("");
    text.add(hottest(view));
    if (view.getBusiestCount() > 0) {
      text.add("");
      text.add(busiest(view));
    }
    text.addAll(advice(view));
    return withSilent(text, view.getSilentList());
  }

  private static String balance(ShardedType.Balance balance) {
    return balance.getMin()
        + "-"
        + String.format(Locale.ROOT, "%.1f", balance.getMedian())
        + "-"
        + balance.getMax();
  }

  private static List<Shard> busyShards(ShardingView view) {
    return view.getTypesList().stream()
        .flatMap(type -> type.getShardsList().stream())
        .filter(shard -> shard.getMessagesPerSecond() > 0)
        .sorted(Comparator.comparingDouble(Shard::getMessagesPerSecond).reversed())
        .toList();
  }

  /** What it means that one shard is sent most messages, and what to do; empty if none is. */
  private static List<String> advice(ShardingView view) {
    var busy = busyShards(view);
    double all = busy.stream().mapToDouble(Shard::getMessagesPerSecond).sum();
    if (busy.isEmpty()
        || busy.getFirst().getMessagesPerSecond() < Math.max(HOT_PER_SECOND, HOT_SHARE * all)) {
      return List.of();
    }
    var hot = busy.getFirst();
    var found =
        "HOT  shard %s is sent %.0f %% of all messages"
            .formatted(hot.getShard(), 100 * hot.getMessagesPerSecond() / all);
    var move = "`switchboard sharding allocate session " + hot.getShard() + " NODE`";
    return view.getBusiestList().stream()
        .filter(session -> session.getShard().equals(hot.getShard()))
        .filter(session -> session.getMessagesPerSecond() >= HOT_SHARE * hot.getMessagesPerSecond())
        .findFirst()
        .map(
            session ->
                List.of(
                    "",
                    found + ", most of them for " + session.getName(),
                    "  do: look for the client behind it (`switchboard session where` has its"
                        + " streams): one session is in one place. "
                        + move
                        + " takes the shard away from a node that others need"))
        .orElseGet(
            () ->
                List.of(
                    "",
                    found + ", for many sessions",
                    "  do: "
                        + move
                        + " moves it to a node with less to do; `switchboard sharding regions` has"
                        + " them"));
  }

  private static String hottest(ShardingView view) {
    var hot = busyShards(view);
    if (hot.isEmpty()) {
      return "no session was sent a message in the last 10 s";
    }
    double all = hot.stream().mapToDouble(Shard::getMessagesPerSecond).sum();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("HOTTEST SHARD", "NODE", "MESSAGES/S", "OF ALL", "SESSIONS", "PINNED TO"));
    for (var shard : hot.subList(0, Math.min(HOTTEST, hot.size()))) {
      rows.add(
          List.of(
              shard.getShard(),
              shard.getNode(),
              rate(true, shard.getMessagesPerSecond()),
              String.format(Locale.ROOT, "%.0f %%", 100 * shard.getMessagesPerSecond() / all),
              "" + shard.getEntities(),
              SagaText.orDash(shard.getPinnedTo())));
    }
    return SagaText.table(rows);
  }

  private static String busiest(ShardingView view) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("BUSIEST SESSION", "SHARD", "NODE", "MESSAGES/S"));
    for (var session : view.getBusiestList()) {
      rows.add(
          List.of(
              session.getName(),
              session.getShard(),
              session.getNode(),
              rate(true, session.getMessagesPerSecond())));
    }
    return SagaText.table(rows);
  }

  /** The same with the shards of one node only. */
  public static ShardingView hostedBy(ShardingView view, String node) {
    var part = view.toBuilder();
    for (var type : part.getTypesBuilderList()) {
      var hosted = List.copyOf(type.getShardsList());
      type.clearShards();
      hosted.stream().filter(shard -> shard.getNode().equals(node)).forEach(type::addShards);
    }
    return part.build();
  }

  /** A row for each shard. */
  public static String shards(ShardingView view) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TYPE", "SHARD", "NODE", "ENTITIES", "MESSAGES/S", "PINNED TO"));
    for (var type : view.getTypesList()) {
      for (var shard : type.getShardsList()) {
        rows.add(
            List.of(
                type.getType(),
                shard.getShard(),
                shard.getNode(),
                "" + shard.getEntities(),
                rate(shard.hasMessagesPerSecond(), shard.getMessagesPerSecond()),
                SagaText.orDash(shard.getPinnedTo())));
      }
    }
    return withSilent(List.of(SagaText.table(rows)), view.getSilentList());
  }

  /** The node, and an id in each line. */
  public static String entities(ListShardEntitiesResponse response) {
    var text = new ArrayList<String>();
    text.add(
        response.getNode().isEmpty()
            ? "no node that answered hosts this shard"
            : "node: " + response.getNode());
    text.addAll(response.getEntitiesList());
    if (!response.getNextPageToken().isEmpty()) {
      text.add("(and more: raise --limit)");
    }
    return withSilent(text, response.getSilentList());
  }

  /** A row for each move. */
  public static String plan(RebalancePlan plan) {
    var text = new ArrayList<String>();
    if (plan.getMovesCount() == 0) {
      text.add("nothing would move: it is even enough");
    } else {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("SHARD", "FROM", "TO", "ENTITIES"));
      for (var move : plan.getMovesList()) {
        rows.add(List.of(move.getShard(), move.getFrom(), move.getTo(), "" + move.getEntities()));
      }
      text.add(SagaText.table(rows));
    }
    plan.getSettlingList().forEach(node -> text.add("settling, gets none yet: " + node));
    return withSilent(text, plan.getSilentList());
  }

  /** What moving a shard means, a line for each thing. */
  public static String allocation(ShardAllocation allocation) {
    var before = allocation.getBefore();
    var lines = new ArrayList<List<String>>();
    lines.add(List.of("shard", before.getShard()));
    lines.add(List.of("hosted by", SagaText.orDash(before.getNode())));
    lines.add(List.of("entities", "" + before.getEntities()));
    lines.add(List.of("was pinned to", SagaText.orDash(before.getPinnedTo())));
    lines.add(List.of("pinned to", SagaText.orDash(allocation.getPinnedTo())));
    lines.add(List.of("done", allocation.getDone() ? "yes" : "no, a dry run"));
    allocation.getSilentList().forEach(node -> lines.add(List.of("silent", node)));
    return SagaText.table(lines);
  }
}
