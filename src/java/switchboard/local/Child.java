package switchboard.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One supervised process: started, watched until it is ready, started again with growing pauses
 * when it dies, and stopped for good when asked to.
 *
 * <p>Its output goes to its log file directly, not through this process, so that nothing blocks on
 * a supervisor that is itself stopped.
 */
final class Child {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  // A part that cannot start will not for being asked again; one that waits for another may.
  private static final int MOST_FAILED_STARTS = 4;
  private static final Duration STEADY = Duration.ofSeconds(60);
  // A Ctrl-C at the terminal goes to every process of its group. The children are to hear of it
  // from
  // us, in order, so they get a session of their own where the system has the tool for it.
  private static final Path SET_SESSION = Path.of("/usr/bin/setsid");

  private final Part part;
  private final Progress progress;
  private final Watchdog watchdog;
  private final ScheduledExecutorService timer;
  private final Runnable changed;
  private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
  private volatile String readyLine = "";

  private Process process;
  private long startedNanos;
  private Duration pause;
  private boolean stopping;
  private int failedStarts;

  Child(
      Part part,
      Progress progress,
      Watchdog watchdog,
      ScheduledExecutorService timer,
      Runnable changed) {
    this.part = part;
    this.progress = progress;
    this.watchdog = watchdog;
    this.timer = timer;
    this.changed = changed;
    this.pause = part.restartAfter();
  }

  Part part() {
    return part;
  }

  /** The line with which the process last said that it is ready; empty before. */
  String readyLine() {
    return readyLine;
  }

  /** Completes when the process is ready for the first time. */
  CompletableFuture<Void> firstReady() {
    return firstReady;
  }

  /** The pid of the process that runs now; 0 if none does. */
  synchronized long pid() {
    return process != null && process.isAlive() ? process.pid() : 0;
  }

  synchronized void start() {
    if (stopping) {
      return;
    }
    long logEnd = Files.exists(part.log()) ? part.log().toFile().length() : 0;
    try {
      process = builder().start();
    } catch (IOException e) {
      firstReady.completeExceptionally(
          new LocalFailure("cannot start " + part.name() + ": " + e.getMessage(), e));
      return;
    }
    startedNanos = System.nanoTime();
    watchdog.guard(process.pid());
    progress.started(part.name(), process.pid());
    var running = process;
    Thread.ofVirtual().name("watch-" + part.name()).start(() -> watch(running, logEnd));
  }

  private ProcessBuilder builder() {
    var command = new ArrayList<String>();
    if (Files.isExecutable(SET_SESSION)) {
      command.add(SET_SESSION.toString());
    }
    command.addAll(part.command());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(part.log().toFile()));
  }

  private void watch(Process running, long logEnd) {
    try {
      if (awaitReady(running, logEnd)) {
        guardDescendants(running);
        progress.ready(part.name(), part.address(), running.pid(), sinceStart());
        changed.run();
        firstReady.complete(null);
      }
      died(running, running.waitFor());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      firstReady.completeExceptionally(new LocalFailure("cannot read log " + part.log(), e));
    }
  }

  /** Follows the log until the line that says so; false if the process ended first. */
  private boolean awaitReady(Process running, long from) throws IOException, InterruptedException {
    try (var log = new RandomAccessFile(part.log().toFile(), "r")) {
      var seen = new StringBuilder();
      log.seek(from);
      while (true) {
        boolean ended = running.waitFor(40, TimeUnit.MILLISECONDS);
        var fresh = new byte[(int) Math.min(1 << 20, log.length() - log.getFilePointer())];
        log.readFully(fresh);
        seen.append(new String(fresh, StandardCharsets.UTF_8));
        int lineEnd;
        while ((lineEnd = seen.indexOf("\n")) >= 0) {
          var line = seen.substring(0, lineEnd);
          if (part.ready().matcher(line).find()) {
            readyLine = line;
            return true;
          }
          seen.delete(0, lineEnd + 1);
        }
        if (ended) {
          return false;
        }
      }
    }
  }

  /** What the process itself has started, such as the Redis binary, must not outlive us either. */
  private void guardDescendants(Process running) {
    running.descendants().forEach(process -> watchdog.guard(process.pid()));
  }

  private void died(Process running, int exitCode) {
    watchdog.release(running.pid());
    synchronized (this) {
      if (stopping) {
        return;
      }
      if (!firstReady.isDone() && ++failedStarts >= MOST_FAILED_STARTS) {
        firstReady.completeExceptionally(
            new LocalFailure(part.name() + " does not start: see " + part.log()));
        return;
      }
      if (sinceStart().compareTo(STEADY) > 0) {
        pause = part.restartAfter();
      }
      progress.died(part.name(), exitCode, pause, part.log().toString());
      timer.schedule(this::start, pause.toMillis(), TimeUnit.MILLISECONDS);
      var doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
    changed.run();
  }

  private synchronized Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** From now on it is not started again. */
  synchronized void retire() {
    stopping = true;
  }

  /** Asks the process to stop, and does not start it again. */
  synchronized void stop() {
    retire();
    if (process != null && process.isAlive()) {
      progress.stopping(part.name());
      process.destroy();
    }
  }

  /** Waits until it has stopped; kills it, and what it started, when that takes too long. */
  void awaitStopped() throws InterruptedException {
    Process last;
    synchronized (this) {
      last = process;
    }
    if (last == null) {
      return;
    }
    List<ProcessHandle> descendants = last.descendants().toList();
    if (!last.waitFor(part.stopWithin().toMillis(), TimeUnit.MILLISECONDS)) {
      last.destroyForcibly().waitFor();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
    watchdog.release(last.pid());
  }
}
