package switchboard.inspection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import switchboard.inspection.Inspection.Answers;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;
import switchboard.internal.v1.ReadLog;
import switchboard.v1.InspectedNode;
import switchboard.v1.LogChange;
import switchboard.v1.LogCursor;
import switchboard.v1.LogLine;
import switchboard.v1.TailLogRequest;
import switchboard.v1.TailLogResponse;

/**
 * Follows the logs of the nodes for one reader, in rounds: in each, all nodes are asked for what
 * came since the last one. What was written before a round began is known at its end from every
 * node that answered, so it is told then, in the order of its times; what is younger waits for the
 * next round.
 */
public final class LogFollower {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Comparator<LogLine> ORDER =
      Comparator.<LogLine>comparingLong(line -> line.getTime().getSeconds())
          .thenComparingInt(line -> line.getTime().getNanos())
          .thenComparingLong(line -> line.getNode().getUid())
          .thenComparingLong(LogLine::getSequence);

  private final Inspection inspection;
  private final TailLogRequest filter;
  private final Reader reader;
  private final BiConsumer<Duration, Runnable> timer;
  private final Instant end = Instant.now().plus(LONGEST);
  private final Map<Long, Long> cursors = new HashMap<>();
  private final List<LogLine> young = new ArrayList<>();
  private Set<String> answering = Set.of();
  private Set<String> silent = Set.of();
  private boolean isFirst = true;

  /** Who the lines are for. */
  public interface Reader {
    /** Whether it takes more at the moment. */
    boolean isReady();

    /** Whether it has gone. */
    boolean isGone();

    /** Is told something. */
    void take(TailLogResponse news);

    /** There is no more. */
    void end();

    /** No member has the name that is asked for. */
    void unknownNode();
  }

  private LogFollower(
      Inspection inspection,
      TailLogRequest filter,
      Reader reader,
      BiConsumer<Duration, Runnable> timer) {
    this.inspection = inspection;
    this.filter = filter;
    this.reader = reader;
    this.timer = timer;
    filter.getCursorsList().forEach(each -> cursors.put(each.getUid(), each.getSequence()));
  }

  /**
   * Tells a reader the last lines and, if it wants to follow, those that come.
   *
   * @param timer runs something after a time
   */
  public static void follow(
      Inspection inspection,
      TailLogRequest filter,
      Reader reader,
      BiConsumer<Duration, Runnable> timer) {
    new LogFollower(inspection, filter, reader, timer).round();
  }

  private void round() {
    if (reader.isGone()) {
      return;
    }
    if (Instant.now().isAfter(end)) {
      reader.end();
    } else if (!reader.isReady()) {
      timer.accept(PAUSE, this::round);
    } else {
      var began = Instant.now();
      inspection
          .ask(question(), filter.getNode())
          .thenAccept(answers -> answers.ifPresentOrElse(all -> told(all, began), this::ofNobody));
    }
  }

  private Inspect question() {
    var read = ReadLog.newBuilder().setFilter(filter.toBuilder().clearCursors());
    read.setFromStart(!isFirst || filter.getCursorsCount() > 0);
    cursors.forEach(
        (uid, sequence) ->
            read.getFilterBuilder()
                .addCursors(LogCursor.newBuilder().setUid(uid).setSequence(sequence)));
    return Inspect.newBuilder().setLog(read).build();
  }

  /** The node that is asked for has left: it is waited for, since it may come back. */
  private void ofNobody() {
    if (isFirst) {
      reader.unknownNode();
    } else {
      told(new Answers(List.of(), List.of()), Instant.now());
    }
  }

  private void told(Answers answers, Instant began) {
    changes(answers);
    answers.said().forEach(this::take);
    young.sort(ORDER);
    if (isFirst && filter.getCursorsCount() == 0) {
      young.subList(0, Math.max(0, young.size() - filter.getLines())).clear();
    }
    isFirst = false;
    var due = young.stream().filter(line -> !filter.getFollow() || isBefore(line, began)).toList();
    due.forEach(line -> reader.take(TailLogResponse.newBuilder().setLine(line).build()));
    young.removeAll(due);
    if (!filter.getFollow()) {
      reader.end();
    } else if (answers.said().stream().anyMatch(each -> each.getLog().getMore())) {
      timer.accept(Duration.ofMillis(1), this::round);
    } else {
      timer.accept(PAUSE, this::round);
    }
  }

  private static boolean isBefore(LogLine line, Instant began) {
    var time = line.getTime();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).isBefore(began);
  }

  private void take(Inspected answer) {
    var page = answer.getLog();
    cursors.put(answer.getNode().getUid(), page.getRead());
    young.addAll(page.getLinesList());
    if (page.getMissed() > 0) {
      tell(LogChange.Kind.MISSED, answer.getNode(), page.getMissed());
    }
  }

  private void changes(Answers answers) {
    var now = new HashSet<String>();
    for (var answer : answers.said()) {
      var address = answer.getNode().getAddress();
      now.add(address);
      if (silent.contains(address) || !isFirst && !answering.contains(address)) {
        tell(LogChange.Kind.BACK, answer.getNode(), 0);
      }
    }
    var still = Set.copyOf(answers.silent());
    still.stream()
        .filter(address -> !silent.contains(address))
        .forEach(address -> tell(LogChange.Kind.SILENT, named(address), 0));
    var before = new HashSet<>(answering);
    before.addAll(silent);
    before.stream()
        .filter(address -> !now.contains(address) && !still.contains(address))
        .forEach(address -> tell(LogChange.Kind.GONE, named(address), 0));
    answering = now;
    silent = still;
  }

  private static InspectedNode named(String address) {
    return InspectedNode.newBuilder().setAddress(address).build();
  }

  private void tell(LogChange.Kind kind, InspectedNode node, long lines) {
    reader.take(
        TailLogResponse.newBuilder()
            .setChange(LogChange.newBuilder().setKind(kind).setNode(node).setLines(lines))
            .build());
  }
}
