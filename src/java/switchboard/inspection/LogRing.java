package switchboard.inspection;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.privacy.MaskingLayout;

/**
 * The last lines of this process's log, masked as they are where they are written to. It holds so
 * many at most, and a line no longer than it may be sent.
 */
public final class LogRing extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /** The longest text of a line, in characters. */
  static final int LONGEST = 4_000;

  private static final String NAME = "RING";
  private static final int QUEUE = 1_024;

  /** One for a process, as its log is. */
  private static final LogRing PROCESS = new LogRing();

  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private final MaskingLayout layout = new MaskingLayout();
  private int capacity;
  private long written;

  /**
   * A line of the log.
   *
   * @param sequence counts all lines from 1
   * @param entity what its writer was at, such as a session's persistence id; empty if nothing
   */
  record Line(long sequence, Instant time, int level, String logger, String text, String entity) {}

  /**
   * A part of what is held.
   *
   * @param read the sequence up to which the ring was looked through
   * @param more whether there are lines after that
   * @param missed how many lines are left out that came before those
   */
  record Page(List<Line> lines, long read, boolean more, long missed) {}

  LogRing() {
    setName(NAME);
  }

  /** Keeps this process's log from now on, or keeps another number of lines. */
  public static void keep(LogSettings settings) {
    PROCESS.resize(settings.keptLines());
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      synchronized (PROCESS) {
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        if (root.getAppender(NAME) == null) {
          PROCESS.attach(context);
        }
      }
    }
  }

  private void attach(LoggerContext context) {
    layout.setContext(context);
    // as in logback.xml, whose region it also takes
    var region = System.getenv("SWITCHBOARD_REGION");
    layout.setRegion(region == null ? "IN" : region);
    layout.setPattern("%msg %kvp");
    layout.start();
    setContext(context);
    start();
    var async = new AsyncAppender();
    async.setName(NAME);
    async.setContext(context);
    // a full queue drops the lowest levels rather than making a session wait
    async.setNeverBlock(true);
    async.setQueueSize(QUEUE);
    async.addAppender(this);
    async.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(async);
  }

  /** The one of this process. */
  static LogRing ofProcess() {
    return PROCESS;
  }

  synchronized void resize(int most) {
    capacity = most;
    trim();
  }

  @Override
  protected void append(ILoggingEvent event) {
    var text = layout.doLayout(event).strip();
    var entity = event.getMDCPropertyMap().getOrDefault("persistenceId", "");
    add(event.getInstant(), event.getLevel().toInt(), event.getLoggerName(), text, entity);
  }

  synchronized void add(Instant time, int level, String logger, String text, String entity) {
    var kept = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
    written++;
    lines.addLast(new Line(written, time, level, logger, kept, entity));
    trim();
  }

  private void trim() {
    while (lines.size() > capacity) {
      lines.removeFirst();
    }
  }

  /** The last lines that are wanted, at most so many and of so much size in all. */
  synchronized Page last(Predicate<Line> wanted, int most, ToIntFunction<Line> size, int mostSize) {
    var found = new ArrayList<Line>();
    int total = 0;
    long missed = 0;
    for (var line : lines.reversed()) {
      if (found.size() == most || !wanted.test(line)) {
        continue;
      }
      total += size.applyAsInt(line);
      if (total > mostSize) {
        missed++;
      } else {
        found.add(line);
      }
    }
    return new Page(found.reversed(), written, false, missed);
  }

  /** The first lines after one that are wanted, at most of so much size in all. */
  synchronized Page after(
      long sequence, Predicate<Line> wanted, ToIntFunction<Line> size, int mostSize) {
    var found = new ArrayList<Line>();
    long oldest = written - lines.size() + 1;
    long missed = Math.max(0, oldest - 1 - sequence);
    int total = 0;
    for (var line : lines) {
      if (line.sequence() > sequence && wanted.test(line)) {
        total += size.applyAsInt(line);
        if (total > mostSize) {
          return new Page(found, line.sequence() - 1, true, missed);
        }
        found.add(line);
      }
    }
    return new Page(found, written, false, missed);
  }
}
