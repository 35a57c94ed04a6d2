package switchboard.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * A warning of something that is tried again: said at most once in a while, with how often it was
 * not. While Redis is away, every bucket has the same to complain of several times a minute.
 */
final class Complaint {
  private final Logger log;
  private final String what;
  private final long quietNanos;
  private final AtomicLong saidNanos;
  private final AtomicLong unsaid = new AtomicLong();

  Complaint(Logger log, String what, Duration quiet) {
    this.log = log;
    this.what = what;
    this.quietNanos = quiet.toNanos();
    this.saidNanos = new AtomicLong(System.nanoTime() - quietNanos);
  }

  /** It happened; any thread may say so. */
  void about(Throwable cause) {
    long now = System.nanoTime();
    long said = saidNanos.get();
    if (now - said < quietNanos || !saidNanos.compareAndSet(said, now)) {
      unsaid.incrementAndGet();
      return;
    }
    log.atWarn().addKeyValue("cause", cause).addKeyValue("unsaid", unsaid.getAndSet(0)).log(what);
  }
}
