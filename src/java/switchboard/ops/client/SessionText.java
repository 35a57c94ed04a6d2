package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.List;
import switchboard.v1.Event;
import switchboard.v1.EvictSessionResponse;
import switchboard.v1.FindSessionsResponse;
import switchboard.v1.Session;

/** Sessions and their events as lines and tables, and as JSON. */
public final class SessionText {
  private static final JsonFormat.Printer LINE =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private SessionText() {}

  /** A line for each thing that is known. */
  public static String session(Session session) {
    var lines = new ArrayList<List<String>>();
    lines.add(List.of("session", session.getName()));
    lines.add(List.of("state", state(session)));
    lines.add(List.of("subject", session.getSubject()));
    lines.add(List.of("channel", session.getChannel()));
    lines.add(List.of("locale", session.getLocale()));
    lines.add(List.of("agent", session.getAgent()));
    lines.add(List.of("last event", "" + session.getLastSequence()));
    lines.add(List.of("created", SagaText.time(session.hasCreateTime(), session.getCreateTime())));
    lines.add(
        List.of("last event at", SagaText.time(session.hasUpdateTime(), session.getUpdateTime())));
    return SagaText.table(lines);
  }

  private static String state(Session session) {
    return session.hasPauseEndTime()
        ? session.getState().name()
            + ", paused until "
            + Timestamps.toString(session.getPauseEndTime())
        : session.getState().name();
  }

  /** A row for each session. */
  public static String sessions(FindSessionsResponse found) {
    if (found.getSessionsCount() == 0) {
      return "no such session is stored";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("SESSION", "SUBJECT", "CHANNEL", "AGENT", "LAST EVENT", "CREATED", "STATE"));
    for (var session : found.getSessionsList()) {
      rows.add(
          List.of(
              session.getName(),
              session.getSubject(),
              SagaText.orDash(session.getChannel()),
              SagaText.orDash(session.getAgent()),
              "" + session.getLastSequence(),
              SagaText.time(session.hasCreateTime(), session.getCreateTime()),
              state(session)));
    }
    return SagaText.table(rows);
  }

  /** What came of it, in a sentence for each node. */
  public static String eviction(EvictSessionResponse response) {
    var lines = new ArrayList<String>();
    for (var node : response.getNodesList()) {
      lines.add(
          (response.getLeft() ? "left the memory of node " : "was told to leave node ")
              + SagaText.orDash(
                  node.getIncarnation().isEmpty() ? node.getAddress() : node.getIncarnation()));
    }
    if (lines.isEmpty()) {
      lines.add("it was in no node's memory");
    }
    if (!response.getLeft()) {
      lines.add("it was not done with its command within a second; look again with session where");
    }
    response.getSilentList().forEach(node -> lines.add("silent  " + node));
    return String.join("\n", lines);
  }

  /**
   * One event in one line.
   *
   * @param values whether to show what was said and what is known: personal data
   */
  public static String line(Event event, boolean values) {
    var shown = values ? event : hidden(event);
    return "#%d %s %s"
        .formatted(event.getSequence(), Timestamps.toString(event.getTime()), EventText.of(shown));
  }

  /** The same as one line of JSON. */
  public static String json(Event event, boolean values) throws InvalidProtocolBufferException {
    return LINE.print(values ? event : hidden(event));
  }

  /** Without what the contract marks as classified, by one rule for all kinds of events. */
  public static Event hidden(Event event) {
    return Classified.cleared(event);
  }
}
