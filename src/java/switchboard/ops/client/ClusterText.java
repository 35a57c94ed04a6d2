package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import switchboard.v1.ClusterEvent;
import switchboard.v1.ClusterMember;
import switchboard.v1.ClusterView;
import switchboard.v1.HostedType;
import switchboard.v1.MembershipChange;

/** The cluster's members as tables, lines and JSON. */
public final class ClusterText {
  private static final JsonFormat.Printer LINES =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

  private ClusterText() {}

  public static String json(Message message) throws InvalidProtocolBufferException {
    return SagaText.json(message);
  }

  /** JSON in one line. */
  public static String line(Message message) throws InvalidProtocolBufferException {
    return LINES.print(message);
  }

  /** A row for each member, and lines for what is wrong. */
  public static String cluster(ClusterView view, Layout layout) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("ADDRESS", "NODE", "STATUS", "IS", "ROLES", "MISSED BY", "SHARDS/ENTITIES"));
    view.getMembersList().forEach(member -> rows.add(row(view, member)));
    var text = new ArrayList<String>();
    text.add(layout.table(rows));
    text.add(
        view.getHealthy()
            + " of "
            + view.getMembersCount()
            + " members are up and answer"
            + (view.getMajority() ? ": a majority" : ": NO MAJORITY"));
    text.add("asked: " + view.getAsked());
    text.addAll(silent(view.getSilentList()));
    return String.join("\n", text);
  }

  private static List<String> row(ClusterView view, ClusterMember member) {
    var identity = member.getNode().getIdentity();
    var address = identity.getAddress();
    var is = new ArrayList<String>();
    if (address.equals(view.getLeader())) {
      is.add("leader");
    }
    if (address.equals(view.getOldest())) {
      is.add("oldest");
    }
    return List.of(
        address,
        SagaText.orDash(identity.getIncarnation()),
        PlaceText.status(member.getNode()),
        SagaText.orDash(String.join(",", is)),
        SagaText.orDash(String.join(",", member.getNode().getRolesList())),
        SagaText.orDash(String.join(",", member.getSuspectedByList())),
        SagaText.orDash(
            member.getHostedList().stream()
                .map(ClusterText::hosted)
                .collect(Collectors.joining(", "))));
  }

  private static String hosted(HostedType type) {
    return type.getType() + " " + type.getShards() + "/" + type.getEntities();
  }

  static List<String> silent(List<String> nodes) {
    return nodes.stream().map(node -> "silent: " + node).toList();
  }

  /** A row for each member with what it runs. */
  public static String versions(ClusterView view) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("ADDRESS", "STATUS", "SWITCHBOARD", "JAVA", "PEKKO", "STARTED"));
    for (var member : view.getMembersList()) {
      var identity = member.getNode().getIdentity();
      rows.add(
          List.of(
              identity.getAddress(),
              PlaceText.status(member.getNode()),
              SagaText.orDash(member.getNode().getAppVersion()),
              SagaText.orDash(member.getJavaVersion()),
              SagaText.orDash(member.getPekkoVersion()),
              SagaText.time(identity.hasStartTime(), identity.getStartTime())));
    }
    var text = new ArrayList<String>();
    text.add(SagaText.table(rows));
    long releases =
        view.getMembersList().stream()
            .map(member -> member.getNode().getAppVersion())
            .distinct()
            .count();
    text.add(
        releases == 1
            ? "one release"
            : releases + " releases: an update is under way, sessions move to the newest one only");
    text.addAll(silent(view.getSilentList()));
    return String.join("\n", text);
  }

  /** One line. */
  public static String event(ClusterEvent event) {
    var about =
        event.getShard().isEmpty()
            ? SagaText.orDash(event.getNode())
            : event.getType() + "/" + event.getShard() + " " + SagaText.orDash(event.getNode());
    return SagaText.time(event.hasEventTime(), event.getEventTime())
        + (event.getSnapshot() ? " * " : "   ")
        + "%-12s".formatted(event.getKind())
        + about
        + (event.getStatus().isEmpty() ? "" : " " + event.getStatus())
        + (event.getPreviousNode().isEmpty() ? "" : " from " + event.getPreviousNode());
  }

  /** What taking nodes out means, a line for each thing. */
  public static String change(MembershipChange change) {
    var lines = new ArrayList<List<String>>();
    change.getNodesList().forEach(node -> lines.add(List.of("node", node)));
    lines.add(List.of("done", change.getDone() ? "yes" : "no, a dry run"));
    lines.add(
        List.of(
            "left",
            change.getHealthyAfter()
                + " of "
                + change.getMembersBefore()
                + " members, up and answering: "
                + (change.getMajorityAfter() ? "a majority" : "NO MAJORITY")));
    for (var moves : change.getMovesList()) {
      lines.add(
          List.of(
              "moves",
              moves.getType()
                  + ": "
                  + moves.getShards()
                  + " shards with "
                  + moves.getEntities()
                  + " entities in memory"));
    }
    if (!change.getProblem().isEmpty()) {
      lines.add(List.of("refused", change.getProblem()));
    }
    change.getAfterList().forEach(node -> lines.add(List.of("now", node)));
    change.getSilentList().forEach(node -> lines.add(List.of("silent", node)));
    return SagaText.table(lines);
  }
}
