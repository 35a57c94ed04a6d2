package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.List;
import switchboard.v1.LogChange;
import switchboard.v1.LogLine;
import switchboard.v1.LoggerLevel;
import switchboard.v1.NodeLogLevels;
import switchboard.v1.TailLogResponse;

/** Log lines and log levels as text. */
public final class LogText {
  private static final JsonFormat.Printer ONE_LINE =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

  private LogText() {}

  /** A row for each logger and each different level of it, and a line for each silent node. */
  public static String levels(List<NodeLogLevels> nodes, List<String> silent) {
    var text = new ArrayList<String>();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("NODE", "LOGGER", "LEVEL", "UNTIL", "THEN", "REASON"));
    for (var node : nodes) {
      node.getLevelsList().forEach(level -> rows.add(row(node, level)));
    }
    text.add(nodes.isEmpty() ? "no node answered" : SagaText.table(rows));
    text.addAll(SystemText.silent(silent));
    return String.join("\n", text);
  }

  private static List<String> row(NodeLogLevels node, LoggerLevel level) {
    return List.of(
        SystemText.node(node.getNode()),
        level.getLogger(),
        level.getLevel() + (level.getOwn() ? "" : " (inherited)"),
        SagaText.time(level.hasUntil(), level.getUntil()),
        level.hasUntil() ? (level.getAfter().isEmpty() ? "inherited" : level.getAfter()) : "-",
        SagaText.orDash(level.getReason()));
  }

  /** One line, but for a stack trace. */
  public static String news(TailLogResponse news) {
    return switch (news.getNewsCase()) {
      case LINE -> line(news.getLine());
      case CHANGE -> change(news.getChange());
      case NEWS_NOT_SET -> "-- something that this release does not know";
    };
  }

  private static String line(LogLine line) {
    return "%s %-5s %s %s %s"
        .formatted(
            Timestamps.toString(line.getTime()),
            line.getLevel(),
            SystemText.node(line.getNode()),
            line.getLogger(),
            line.getText());
  }

  private static String change(LogChange change) {
    var node = SystemText.node(change.getNode());
    return switch (change.getKind()) {
      case SILENT -> "-- " + node + " gives no answer: its lines are missing from here on";
      case BACK -> "-- " + node + " answers";
      case GONE -> "-- " + node + " is no member of the cluster any more";
      case MISSED -> "-- " + node + ": " + change.getLines() + " lines are left out";
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          "-- " + node + ": something that this release does not know";
    };
  }

  /** One line of JSON. */
  public static String json(TailLogResponse news) throws InvalidProtocolBufferException {
    return ONE_LINE.print(news);
  }
}
