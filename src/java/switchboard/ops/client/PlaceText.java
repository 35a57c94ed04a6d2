package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import switchboard.v1.Node;
import switchboard.v1.NodeIdentity;
import switchboard.v1.OpenTurn;
import switchboard.v1.PendingSaga;
import switchboard.v1.SessionExplanation;
import switchboard.v1.SessionPlace;

/** Who handles what, as lines and tables and as JSON. */
public final class PlaceText {
  private PlaceText() {}

  public static String json(Message message) throws InvalidProtocolBufferException {
    return SagaText.json(message);
  }

  /** A line for each thing that is known. */
  public static String place(SessionPlace place) {
    var lines = new ArrayList<List<String>>();
    lines.add(List.of("session", place.getName()));
    lines.add(List.of("state", place.getState().name()));
    lines.add(List.of("shard", place.getShard()));
    if (place.hasNode()) {
      nodeLines(place.getNode(), lines);
    }
    if (place.hasAwakeTime()) {
      lines.add(List.of("awake since", SagaText.time(true, place.getAwakeTime())));
      lines.add(List.of("writer epoch", "" + place.getWriterEpoch()));
    }
    lines.add(List.of("last event", place.getLastSequence() == 0 ? "-" : sequence(place)));
    if (!place.getWorker().isEmpty()) {
      lines.add(List.of("worker", place.getWorker()));
    }
    for (var stream : place.getStreamsList()) {
      lines.add(
          List.of(
              "stream",
              stream.getAddress() + " since " + SagaText.time(true, stream.getAttachTime())));
    }
    place.getOutdatedList().forEach(node -> lines.add(List.of("outdated", node)));
    place.getSilentList().forEach(node -> lines.add(List.of("silent", node)));
    return SagaText.table(lines);
  }

  private static String sequence(SessionPlace place) {
    return "" + place.getLastSequence();
  }

  private static void nodeLines(NodeIdentity node, List<List<String>> lines) {
    lines.add(List.of("node", SagaText.orDash(node.getIncarnation())));
    lines.add(List.of("cluster address", node.getAddress()));
    lines.add(List.of("operations", SagaText.orDash(node.getOperations())));
    lines.add(List.of("process", "" + node.getProcessId()));
    lines.add(List.of("node started", SagaText.time(node.hasStartTime(), node.getStartTime())));
  }

  /** A row for each session. */
  public static String places(List<SessionPlace> places) {
    if (places.isEmpty()) {
      return "nothing is recorded of any session of this subject";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("SESSION", "STATE", "NODE", "SHARD", "STREAMS", "LAST EVENT"));
    for (var place : places) {
      rows.add(
          List.of(
              place.getName(),
              place.getState().name(),
              SagaText.orDash(place.getNode().getIncarnation()),
              place.getShard(),
              "" + place.getStreamsCount(),
              place.getLastSequence() == 0 ? "-" : sequence(place)));
    }
    return SagaText.table(rows);
  }

  /** The place, and below it what the session waits for. */
  public static String explanation(SessionExplanation explanation, Layout layout) {
    var text = new ArrayList<String>();
    text.add(FindingText.findings(explanation.getFindingsList(), layout));
    text.add(place(explanation.getPlace()));
    if (explanation.getLife() == SessionExplanation.Life.LIFE_UNSPECIFIED) {
      if (explanation.getPlace().getState() == SessionPlace.State.ASLEEP) {
        text.add("It sleeps and was not woken; --wake wakes it.");
      }
      return String.join("\n\n", text);
    }
    text.add(
        SagaText.table(
            List.of(
                List.of("life", explanation.getLife().name()),
                List.of("agent", explanation.getAgent()),
                List.of(
                    "last event at",
                    SagaText.time(
                        explanation.hasLastEventTime(), explanation.getLastEventTime())))));
    explanation.getOpenTurnsList().forEach(turn -> text.add(layout.sentence("", open(turn))));
    explanation.getPendingList().forEach(saga -> text.add(pending(saga, layout)));
    if (explanation.getPendingCount() == 0) {
      text.add("It waits for no saga.");
    }
    return String.join("\n\n", text);
  }

  private static String open(OpenTurn turn) {
    return "A worker is to answer event "
        + turn.getTurn()
        + " until "
        + SagaText.time(turn.hasDeadline(), turn.getDeadline())
        + (turn.getAttempt() == 0
            ? ": it waits behind the turn before."
            : ": attempt " + turn.getAttempt() + ".");
  }

  private static String pending(PendingSaga pending, Layout layout) {
    var text = SagaText.saga(pending.getSaga(), layout);
    if (pending.getParked()) {
      text += "\nIt waits for an operator.";
    }
    if (pending.hasQuestion()) {
      var question = pending.getQuestion();
      var options = String.join(" or ", question.getOptionsList());
      text += "\n";
      text +=
          layout.sentence(
              "",
              "The user has to decide on %s: %s, until %s"
                  .formatted(
                      question.getStep(),
                      options.isEmpty() ? "anything" : options,
                      SagaText.time(question.hasDue(), question.getDue())));
    }
    return text;
  }

  /** A row for each node. */
  public static String nodes(List<Node> nodes) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "NODE",
            "ADDRESS",
            "OPERATIONS",
            "STATUS",
            "UP SINCE",
            "SESSIONS",
            "SAGAS",
            "STREAMS",
            "SHARDS",
            "VERSION"));
    nodes.forEach(node -> rows.add(row(node)));
    return SagaText.table(rows);
  }

  private static List<String> row(Node node) {
    var identity = node.getIdentity();
    boolean said = node.getAnswered();
    return List.of(
        said ? SagaText.orDash(identity.getIncarnation()) : "#" + identity.getUid(),
        identity.getAddress(),
        SagaText.orDash(identity.getOperations()),
        status(node),
        SagaText.time(node.hasUpTime(), node.getUpTime()),
        said ? "" + node.getSessionsAwake() : "-",
        said ? "" + node.getSagasAwake() : "-",
        said ? "" + node.getConnections() : "-",
        said ? "" + node.getSessionShardsCount() : "-",
        SagaText.orDash(node.getAppVersion()));
  }

  static String status(Node node) {
    if (!node.getReachable()) {
      return node.getStatus() + ", unreachable";
    }
    return node.getAnswered() ? node.getStatus() : node.getStatus() + ", silent";
  }
}
