package switchboard.ops.top;

import dev.tamboui.text.Line;
import dev.tamboui.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import switchboard.v1.GroupBacklog;
import switchboard.v1.ListNodeFiguresResponse;
import switchboard.v1.Node;
import switchboard.v1.NodeFigures;

/**
 * The lines around the table.
 *
 * @param state what they tell
 */
record Texts(TopState state, Paint paint) {
  private static final List<String> HELP =
      List.of(
          "TURNS/S   messages of sessions on the node that their agent answered",
          "ACKS/S    messages that clients sent to the node's door and that were recorded",
          "PUSHED/S  answers that were written to streams at the node's door",
          "P50 P99 MAX  how long acknowledging took, in about the last ten seconds",
          "CALLS     commands for sessions, given to the node, that have no answer yet",
          "CPU GC    share of its processors in use, and of time for collecting garbage",
          "REFUSED/S messages that a session refused, as one that has ended does",
          "FAILED/S  messages that got no answer in time, or found the store away",
          "FENCED    writes refused since the start: another node had claimed meanwhile",
          "lag       records that a consumer group has not committed yet, read every 5 s",
          "",
          "s sort by the next column   p pause, go on   space look now   q, Ctrl-C quit",
          "1-9 show the node in that row, again or 0 to close it   h close this help");

  /** Who is there. Never empty. */
  List<Line> head() {
    var lines = new ArrayList<Line>();
    lines.add(state.latest().map(this::title).orElseGet(this::noTitle));
    state.latest().ifPresent(figures -> addWrong(figures, lines));
    state.problem().ifPresent(problem -> lines.add(Line.styled(problem, paint.wrong())));
    return lines;
  }

  private Line noTitle() {
    return Line.from(
        new Span("Switchboard", paint.title()), Span.raw("  no node has answered yet"));
  }

  private Line title(ListNodeFiguresResponse figures) {
    var nodes = figures.getNodesList().stream().map(NodeFigures::getNode).toList();
    long up = nodes.stream().filter(Texts::isUp).count();
    var versions = versions(figures);
    return Line.from(
        new Span("Switchboard", paint.title()),
        Span.raw("  " + Words.time(figures.getTime())),
        new Span(state.choices().paused() ? "  PAUSED" : "", paint.notable()),
        new Span(
            "  " + up + " of " + Words.many(nodes.size(), "node") + " up",
            up == nodes.size() ? paint.plain() : paint.wrong()),
        Span.raw("  leader " + (figures.getLeader().isEmpty() ? "none" : figures.getLeader())),
        new Span(
            "  version " + (versions.size() == 1 ? versions.getFirst() : "mixed"),
            versions.size() > 1 ? paint.notable() : paint.plain()));
  }

  private static List<String> versions(ListNodeFiguresResponse figures) {
    return figures.getNodesList().stream()
        .map(node -> node.getNode().getAppVersion())
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean isUp(Node node) {
    return node.getAnswered() && node.getReachable() && node.getStatus().equals("UP");
  }

  private void addWrong(ListNodeFiguresResponse figures, List<Line> lines) {
    var silent =
        figures.getNodesList().stream()
            .map(NodeFigures::getNode)
            .filter(node -> !node.getAnswered())
            .map(node -> node.getIdentity().getAddress())
            .collect(Collectors.joining(", "));
    if (!silent.isEmpty()) {
      lines.add(Line.styled("silent: " + silent, paint.wrong()));
    }
    var versions = versions(figures);
    if (versions.size() > 1) {
      lines.add(Line.styled("versions: " + String.join(", ", versions), paint.notable()));
    }
  }

  /** What all nodes do together. */
  List<Line> totals() {
    var total = state.rates().total();
    var took = state.latest().orElseThrow().getAcknowledgement();
    return List.of(
        Line.from(
            new Span(Words.rate(total.map(Rates.OfNode::answered)) + " turns/s", paint.title()),
            Span.raw(
                "  acknowledged "
                    + Words.rate(total.map(Rates.OfNode::acknowledged))
                    + "/s in p50 "
                    + Words.latency(took.hasP50(), took.getP50())
                    + ", p99 "
                    + Words.latency(took.hasP99(), took.getP99())
                    + ", max "
                    + Words.latency(took.hasMax(), took.getMax()))),
        Line.from(
            Span.raw(
                "pushed "
                    + Words.rate(total.map(Rates.OfNode::pushed))
                    + "/s  sessions "
                    + sum(node -> node.getNode().getSessionsAwake())
                    + "  streams "
                    + sum(node -> node.getNode().getConnections())
                    + "  calls "
                    + sum(NodeFigures::getCommandsUnderWay)
                    + "  refused "
                    + Words.rate(total.map(Rates.OfNode::refused))
                    + "/s  "),
            new Span(
                "failed " + Words.rate(total.map(Rates.OfNode::failed)) + "/s",
                total.filter(rate -> rate.failed() > 0).isPresent()
                    ? paint.wrong()
                    : paint.plain())));
  }

  private long sum(ToLongFunction<NodeFigures> figure) {
    return state.nodes().stream().mapToLong(figure).sum();
  }

  /** What waits outside the nodes. */
  Line backlog() {
    var figures = state.latest().orElseThrow();
    if (!figures.hasBacklogTime()) {
      return Line.styled("lag: not read yet", paint.quiet());
    }
    var spans = new ArrayList<Span>();
    var lags = figures.getGroupsList().stream().map(Texts::lag).collect(Collectors.joining("  "));
    spans.add(new Span("lag ", paint.title()));
    spans.add(
        lags.isEmpty()
            ? new Span("unknown, Kafka gave no answer", paint.wrong())
            : new Span(lags, paint.plain()));
    spans.add(new Span("  parked sagas ", paint.title()));
    spans.add(
        figures.hasParkedSagas()
            ? new Span(
                "" + figures.getParkedSagas(),
                figures.getParkedSagas() > 0 ? paint.notable() : paint.plain())
            : new Span("unknown", paint.wrong()));
    return Line.from(spans);
  }

  private static String lag(GroupBacklog group) {
    return group.getGroup() + " " + group.getLag();
  }

  List<Line> help() {
    return HELP.stream().map(Line::from).toList();
  }

  /** One node in full. */
  List<Line> details(NodeFigures node) {
    var view = node.getNode();
    var identity = view.getIdentity();
    var lines = new ArrayList<Line>();
    lines.add(Line.styled("Node " + identity.getAddress(), paint.title()));
    if (!view.getAnswered()) {
      lines.add(Line.styled("It gave no answer within a second.", paint.wrong()));
      return lines;
    }
    lines.add(Line.from("incarnation " + identity.getIncarnation()));
    lines.add(
        Line.from(
            "operations %s  process %d  up %s"
                .formatted(
                    identity.getOperations(),
                    identity.getProcessId(),
                    Words.age(node.getUptime()))));
    lines.add(
        Line.from(
            "sagas %d  workers %d  shards %d  heap %s of %s  processors %d"
                .formatted(
                    view.getSagasAwake(),
                    node.getWorkers(),
                    view.getSessionShardsCount(),
                    Words.bytes(node.getHeapUsedBytes()),
                    Words.bytes(node.getHeapMaxBytes()),
                    node.getProcessors())));
    lines.add(
        Line.from(
            "since its start: acknowledged %d  answered %d  pushed %d"
                .formatted(
                    node.getMessagesAcknowledged(),
                    node.getMessagesAnswered(),
                    node.getAnswersPushed())));
    lines.add(
        Line.from(
            "                 refused %d  failed %d  fenced %d"
                .formatted(
                    node.getMessagesRefused(), node.getMessagesFailed(), node.getWritesFenced())));
    return lines;
  }

  Line footer() {
    return Line.styled(
        "q quit  h help  s sort: %s  p %s  space look now  1-9 node"
            .formatted(
                state.choices().order().title(), state.choices().paused() ? "go on" : "pause"),
        paint.quiet());
  }
}
