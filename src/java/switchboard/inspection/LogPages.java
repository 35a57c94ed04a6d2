package switchboard.inspection;

import ch.qos.logback.classic.Level;
import com.google.protobuf.util.Timestamps;
import java.util.function.Predicate;
import switchboard.internal.v1.LogPage;
import switchboard.internal.v1.ReadLog;
import switchboard.v1.InspectedNode;
import switchboard.v1.LogCursor;
import switchboard.v1.LogLine;
import switchboard.v1.TailLogRequest;

/** Answers for the log of one node. */
final class LogPages {
  private static final String SESSIONS = "tenants/";

  private LogPages() {}

  static LogPage read(LogRing ring, ReadLog question, InspectedNode node) {
    var filter = question.getFilter();
    var wanted = wanted(filter);
    var cursor =
        filter.getCursorsList().stream()
            .filter(each -> each.getUid() == node.getUid())
            .mapToLong(LogCursor::getSequence)
            .findFirst();
    int most = InspectionDesk.MOST_BYTES;
    var page =
        cursor.isPresent() || question.getFromStart()
            ? ring.after(cursor.orElse(0), wanted, LogPages::size, most)
            : ring.last(wanted, filter.getLines(), LogPages::size, most);
    return LogPage.newBuilder()
        .addAllLines(page.lines().stream().map(line -> line(line, node)).toList())
        .setRead(page.read())
        .setMore(page.more())
        .setMissed(page.missed())
        .build();
  }

  /** Not less than a line takes when it is sent. */
  private static int size(LogRing.Line line) {
    return 3 * line.text().length() + line.logger().length() + 200;
  }

  private static LogLine line(LogRing.Line line, InspectedNode node) {
    return LogLine.newBuilder()
        .setNode(node)
        .setSequence(line.sequence())
        .setTime(Timestamps.fromMillis(line.time().toEpochMilli()))
        .setLevel(Level.toLevel(line.level()).toString())
        .setLogger(line.logger())
        .setText(line.text())
        .build();
  }

  /** Which lines a filter lets pass. */
  static Predicate<LogRing.Line> wanted(TailLogRequest filter) {
    int least = Level.toLevel(filter.getLevel(), Level.TRACE).toInt();
    var session = filter.getSession();
    // how the session is called where it is an entity
    var entity = session.replaceFirst("^" + SESSIONS, "").replace("/sessions/", "/");
    return line ->
        line.level() >= least
            && line.logger().startsWith(filter.getLogger())
            && (session.isEmpty() || isOf(line, session, entity));
  }

  private static boolean isOf(LogRing.Line line, String session, String entity) {
    return line.entity().equals("session|" + entity)
        || line.text().contains(session)
        || line.text().contains(entity);
  }
}
