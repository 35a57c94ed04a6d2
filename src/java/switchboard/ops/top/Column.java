package switchboard.ops.top;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import switchboard.v1.NodeFigures;

/** A column of the table of nodes, in the order in which they stand. */
enum Column {
  STATE("STATE", -11, 0),
  TURNS("TURNS/S", 7, 1),
  ACKNOWLEDGED("ACKS/S", 7, 9),
  PUSHED("PUSHED/S", 8, 12),
  HALF("P50", 7, 10),
  MOST("P99", 7, 2),
  LONGEST("MAX", 7, 16),
  UNDER_WAY("CALLS", 5, 8),
  SESSIONS("SESSIONS", 8, 3),
  SAGAS("SAGAS", 6, 14),
  STREAMS("STREAMS", 7, 4),
  WORKERS("WORKERS", 7, 15),
  SHARDS("SHARDS", 6, 13),
  CPU("CPU", 4, 5),
  COLLECTION("GC", 4, 11),
  HEAP("HEAP", 4, 6),
  HEAP_OF("HEAP OF", 13, 18),
  REFUSED("REFUSED/S", 9, 17),
  FAILED("FAILED/S", 8, 7),
  FENCED("FENCED", 6, 19),
  UP("UP", 7, 20),
  VERSION("VERSION", -8, 21);

  private final String title;
  private final int width;
  private final int rank;

  /**
   * @param width characters; negative to stand on the left
   * @param rank which are left out first where the screen is narrow: the highest
   */
  Column(String title, int width, int rank) {
    this.title = title;
    this.width = width;
    this.rank = rank;
  }

  int width() {
    return Math.abs(width);
  }

  String title() {
    return placed(title);
  }

  /** The most important ones that have room together. */
  static List<Column> within(int room) {
    var ranked =
        Arrays.stream(values()).sorted(Comparator.comparingInt(column -> column.rank)).toList();
    int taken = 0;
    int count = 0;
    while (count < ranked.size() && taken + 1 + ranked.get(count).width() <= room) {
      taken += 1 + ranked.get(count).width();
      count++;
    }
    return ranked.stream().limit(count).sorted().toList();
  }

  String cell(NodeFigures node, Optional<Rates.OfNode> rates) {
    boolean known = this == STATE || this == VERSION || node.getNode().getAnswered();
    return placed(known ? text(node, rates) : Words.UNKNOWN);
  }

  private String placed(String text) {
    var cut = text.length() > width() ? text.substring(0, width()) : text;
    var blanks = " ".repeat(width() - cut.length());
    return width < 0 ? cut + blanks : blanks + cut;
  }

  private String text(NodeFigures node, Optional<Rates.OfNode> rates) {
    var view = node.getNode();
    var took = node.getAcknowledgement();
    return switch (this) {
      case STATE -> Words.state(view);
      case TURNS -> rate(rates, Rates.OfNode::answered);
      case ACKNOWLEDGED -> rate(rates, Rates.OfNode::acknowledged);
      case PUSHED -> rate(rates, Rates.OfNode::pushed);
      case HALF -> Words.latency(took.hasP50(), took.getP50());
      case MOST -> Words.latency(took.hasP99(), took.getP99());
      case LONGEST -> Words.latency(took.hasMax(), took.getMax());
      case UNDER_WAY -> "" + node.getCommandsUnderWay();
      case SESSIONS -> "" + view.getSessionsAwake();
      case SAGAS -> "" + view.getSagasAwake();
      case STREAMS -> "" + view.getConnections();
      case WORKERS -> "" + node.getWorkers();
      case SHARDS -> "" + view.getSessionShardsCount();
      case CPU -> share(rates, Rates.OfNode::processors);
      case COLLECTION -> share(rates, Rates.OfNode::collection);
      case HEAP -> Words.share((double) node.getHeapUsedBytes() / node.getHeapMaxBytes());
      case HEAP_OF ->
          Words.bytes(node.getHeapUsedBytes()) + "/" + Words.bytes(node.getHeapMaxBytes());
      case REFUSED -> rate(rates, Rates.OfNode::refused);
      case FAILED -> rate(rates, Rates.OfNode::failed);
      case FENCED -> "" + node.getWritesFenced();
      case UP -> Words.age(node.getUptime());
      case VERSION -> view.getAppVersion();
    };
  }

  private static String rate(
      Optional<Rates.OfNode> rates, Function<Rates.OfNode, Double> perSecond) {
    return Words.rate(rates.map(perSecond));
  }

  private static String share(Optional<Rates.OfNode> rates, Function<Rates.OfNode, Double> share) {
    return rates.map(share).map(Words::share).orElse(Words.UNKNOWN);
  }
}
