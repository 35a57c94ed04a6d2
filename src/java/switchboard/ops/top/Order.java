package switchboard.ops.top;

import com.google.protobuf.util.Durations;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;
import switchboard.v1.NodeFigures;

/** In which order the nodes stand; of equal ones, and of silent ones, that of their addresses. */
enum Order {
  NODE("node"),
  TURNS("turns"),
  LATENCY("p99"),
  SESSIONS("sessions"),
  CPU("cpu"),
  HEAP("heap"),
  FAILED("failed");

  private static final Comparator<NodeFigures> BY_ADDRESS =
      Comparator.comparing(node -> node.getNode().getIdentity().getAddress());

  private final String title;

  Order(String title) {
    this.title = title;
  }

  /** As the footer names it. */
  String title() {
    return title;
  }

  Order next() {
    return values()[(ordinal() + 1) % values().length];
  }

  Comparator<NodeFigures> comparator(Rates rates) {
    ToDoubleFunction<NodeFigures> most = node -> value(node, rates);
    return this == NODE
        ? BY_ADDRESS
        : Comparator.comparingDouble(most).reversed().thenComparing(BY_ADDRESS);
  }

  private double value(NodeFigures node, Rates rates) {
    if (!node.getNode().getAnswered()) {
      return -1;
    }
    var rate = rates.of(node);
    return switch (this) {
      case NODE -> 0;
      case TURNS -> rate.map(Rates.OfNode::answered).orElse(0.0);
      case LATENCY -> Durations.toNanos(node.getAcknowledgement().getP99());
      case SESSIONS -> node.getNode().getSessionsAwake();
      case CPU -> rate.map(Rates.OfNode::processors).orElse(0.0);
      case HEAP -> (double) node.getHeapUsedBytes() / Math.max(1, node.getHeapMaxBytes());
      case FAILED -> rate.map(Rates.OfNode::failed).orElse(0.0);
    };
  }
}
