package switchboard.access;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done every so often, on a thread of its own, since it reads files or asks others.
 */
final class Periodic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  private final ScheduledExecutorService thread;

  private Periodic(ScheduledExecutorService thread) {
    this.thread = thread;
  }

  /** Does it for the first time after one period. */
  static Periodic start(String name, Duration every, Runnable work) {
    var thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
    thread.scheduleWithFixedDelay(
        () -> attempt(work), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    return new Periodic(thread);
  }

  /** What was thrown would end the schedule without a word. */
  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("Work that is done every so often failed, and is tried again", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
