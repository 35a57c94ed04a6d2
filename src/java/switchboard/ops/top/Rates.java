package switchboard.ops.top;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import switchboard.v1.ListNodeFiguresResponse;
import switchboard.v1.NodeFigures;

/**
 * What happens each second, by two looks at the same life of a node. A node that was restarted in
 * between counts anew, and one that was silent said nothing to compare with: both have no rates
 * until the next look.
 *
 * @param nodes by their uids, which differ between any two lives
 */
record Rates(Map<Long, OfNode> nodes) {
  static final Rates UNKNOWN = new Rates(Map.of());

  Rates {
    nodes = Map.copyOf(nodes);
  }

  /**
   * Of one node, each second.
   *
   * @param processors share of its processors that it uses, 0 to 1
   * @param collection share of the time that it stands still for the collection of garbage, 0 to 1
   */
  record OfNode(
      double acknowledged,
      double answered,
      double pushed,
      double refused,
      double failed,
      double fenced,
      double processors,
      double collection) {
    private OfNode plus(OfNode other) {
      return new OfNode(
          acknowledged + other.acknowledged,
          answered + other.answered,
          pushed + other.pushed,
          refused + other.refused,
          failed + other.failed,
          fenced + other.fenced,
          processors + other.processors,
          collection + other.collection);
    }
  }

  static Rates between(ListNodeFiguresResponse before, ListNodeFiguresResponse now) {
    Map<Long, NodeFigures> earlier = new HashMap<>();
    before.getNodesList().forEach(node -> earlier.put(uid(node), node));
    Map<Long, OfNode> rates = new HashMap<>();
    for (var node : now.getNodesList()) {
      Optional.ofNullable(earlier.get(uid(node)))
          .flatMap(one -> between(one, node))
          .ifPresent(rate -> rates.put(uid(node), rate));
    }
    return new Rates(rates);
  }

  private static Optional<OfNode> between(NodeFigures before, NodeFigures now) {
    double seconds = seconds(now.getUptime()) - seconds(before.getUptime());
    if (!before.getNode().getAnswered() || !now.getNode().getAnswered() || seconds <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new OfNode(
            rate(before, now, NodeFigures::getMessagesAcknowledged, seconds),
            rate(before, now, NodeFigures::getMessagesAnswered, seconds),
            rate(before, now, NodeFigures::getAnswersPushed, seconds),
            rate(before, now, NodeFigures::getMessagesRefused, seconds),
            rate(before, now, NodeFigures::getMessagesFailed, seconds),
            rate(before, now, NodeFigures::getWritesFenced, seconds),
            share(before.getProcessorTime(), now.getProcessorTime(), seconds)
                / Math.max(1, now.getProcessors()),
            share(before.getCollectionTime(), now.getCollectionTime(), seconds)));
  }

  private static double rate(
      NodeFigures before, NodeFigures now, ToLongFunction<NodeFigures> count, double seconds) {
    return Math.max(0, count.applyAsLong(now) - count.applyAsLong(before)) / seconds;
  }

  private static double share(Duration before, Duration now, double seconds) {
    return Math.max(0, seconds(now) - seconds(before)) / seconds;
  }

  private static double seconds(Duration duration) {
    return Durations.toNanos(duration) / 1e9;
  }

  Optional<OfNode> of(NodeFigures node) {
    return Optional.ofNullable(nodes.get(uid(node)));
  }

  /** Of all nodes that have any. */
  Optional<OfNode> total() {
    return nodes.values().stream().reduce(OfNode::plus);
  }

  private static long uid(NodeFigures node) {
    return node.getNode().getIdentity().getUid();
  }
}
