package switchboard.inspection;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.LoggerFactory;
import switchboard.v1.LoggerLevel;

/**
 * The log levels of this process. One that an operator sets is put back by itself, since a level
 * that is forgotten on DEBUG fills disks.
 */
public final class LogLevels {
  /** The levels that can be set. */
  public static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

  private static final List<String> OURS = List.of("switchboard", "org.apache.pekko");

  private final LoggerContext loggers;
  private final BiConsumer<Duration, Runnable> timer;
  private final Runnable changed;
  private final Map<String, Temporary> temporary = new HashMap<>();

  /** What an operator has set, and what becomes of it. */
  private record Temporary(Optional<Level> before, Instant until, String reason) {}

  /**
   * @param timer runs something after a time
   * @param changed is told after every change
   */
  LogLevels(BiConsumer<Duration, Runnable> timer, Runnable changed) {
    this((LoggerContext) LoggerFactory.getILoggerFactory(), timer, changed);
  }

  LogLevels(LoggerContext loggers, BiConsumer<Duration, Runnable> timer, Runnable changed) {
    this.loggers = loggers;
    this.timer = timer;
    this.changed = changed;
  }

  /**
   * Whether a logger may have a level. What libraries write below INFO holds what users say: the
   * frames of a connection, the arguments of a command.
   */
  public static boolean isAllowed(String logger, String level) {
    return Level.toLevel(level).isGreaterOrEqual(Level.INFO)
        || OURS.stream().anyMatch(ours -> logger.equals(ours) || logger.startsWith(ours + "."));
  }

  /** Those that are set, and that of one logger more, which may be empty. */
  synchronized List<LoggerLevel> list(String besides) {
    return loggers.getLoggerList().stream()
        .filter(logger -> logger.getLevel() != null || logger.getName().equals(besides))
        .map(this::shown)
        .toList();
  }

  /** The level of a logger, which is made if there was none. */
  synchronized LoggerLevel show(String logger) {
    return shown(loggers.getLogger(logger));
  }

  private LoggerLevel shown(Logger logger) {
    var shown =
        LoggerLevel.newBuilder()
            .setLogger(logger.getName())
            .setLevel(logger.getEffectiveLevel().toString())
            .setOwn(logger.getLevel() != null);
    var set = temporary.get(logger.getName());
    if (set != null) {
      shown
          .setUntil(Timestamps.fromMillis(set.until().toEpochMilli()))
          .setAfter(set.before().map(Level::toString).orElse(""))
          .setReason(set.reason());
    }
    return shown.build();
  }

  /** Sets a level until some time. */
  synchronized LoggerLevel set(
      String name, String level, Instant now, Duration revertAfter, String reason) {
    var logger = loggers.getLogger(name);
    var earlier = temporary.get(name);
    var before = earlier == null ? Optional.ofNullable(logger.getLevel()) : earlier.before();
    var set = new Temporary(before, now.plus(revertAfter), reason);
    temporary.put(name, set);
    logger.setLevel(Level.toLevel(level));
    timer.accept(revertAfter, () -> revert(name, set));
    changed.run();
    return shown(logger);
  }

  private synchronized void revert(String name, Temporary set) {
    // unless it was set again, with an end of its own
    if (temporary.remove(name, set)) {
      loggers.getLogger(name).setLevel(set.before().orElse(null));
      changed.run();
    }
  }

  /** The lowest level that Pekko's own loggers have by now. */
  synchronized Level lowestOfPekko() {
    return loggers.getLoggerList().stream()
        .filter(logger -> logger.getName().startsWith("org.apache.pekko"))
        .map(Logger::getEffectiveLevel)
        .min((one, other) -> Integer.compare(one.toInt(), other.toInt()))
        .orElse(Level.OFF);
  }
}
