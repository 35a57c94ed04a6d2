package switchboard.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.journal.RedisStore;

/**
 * The time by which nodes judge what is durable: the store's, asked for now and then, and carried
 * on in between by this machine's monotonic clock. So a machine whose clock is wrong, or is set
 * while it serves, ends no deadline early or late, and nodes do not disagree on whether one passed.
 */
final class StoreClock implements InstantSource {
  private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);

  /** Two machines' monotonic clocks drift apart by a millisecond in this, if they are bad ones. */
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** A clock that the network keeps is not as far off. */
  private static final Duration ODD = Duration.ofSeconds(2);

  private final Supplier<CompletionStage<Instant>> store;
  private final InstantSource machine;
  private final LongSupplier nanoTime;
  private volatile Known known;
  private boolean odd;

  /** What time it was when {@code System.nanoTime()} was so much. */
  private record Known(Instant time, long nanos) {
    Instant at(long now) {
      return time.plusNanos(now - nanos);
    }
  }

  /**
   * One that has not asked yet, and goes by the machine's clock until then.
   *
   * @param store tells the store's time
   */
  StoreClock(
      Supplier<CompletionStage<Instant>> store, InstantSource machine, LongSupplier nanoTime) {
    this.store = store;
    this.machine = machine;
    this.nanoTime = nanoTime;
    this.known = new Known(machine.instant(), nanoTime.getAsLong());
  }

  /** Completes when the store has said what time it is; fails if it does not. */
  static CompletionStage<StoreClock> start(ActorSystem<?> system, RedisStore store) {
    var clock = new StoreClock(store::time, Clock.systemUTC(), System::nanoTime);
    return clock
        .ask()
        .thenApply(
            _ -> {
              system
                  .scheduler()
                  .scheduleWithFixedDelay(EVERY, EVERY, clock::askAgain, system.executionContext());
              return clock;
            });
  }

  @Override
  public Instant instant() {
    return known.at(nanoTime.getAsLong());
  }

  CompletionStage<Void> ask() {
    long asked = nanoTime.getAsLong();
    return store
        .get()
        .thenAccept(
            time -> {
              var told = answered(time, asked, nanoTime.getAsLong());
              if (!told.isEmpty()) {
                LOG.warn("{}", told);
              }
            });
  }

  /** While the store is away the monotonic clock is right for longer than anybody waits. */
  private void askAgain() {
    ask()
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                LOG.debug("the store did not say what time it is", failure);
              }
            });
  }

  /**
   * The store read its clock at some time between the question and the answer. What fits that is
   * right already; otherwise as little as possible is changed.
   */
  private synchronized String answered(Instant earliest, long asked, long now) {
    var latest = earliest.plusNanos(now - asked);
    var ours = known.at(now);
    var time = ours.isBefore(earliest) ? earliest : ours.isAfter(latest) ? latest : ours;
    known = new Known(time, now);
    return judged(Duration.between(time, machine.instant()));
  }

  /**
   * What is to be said when the machine's clock has become odd; empty if it is not, or still is.
   */
  private String judged(Duration ahead) {
    boolean before = odd;
    odd = ahead.abs().compareTo(ODD) > 0;
    return odd && !before
        ? "This machine's clock is %d s %s the store's, which is the one that counts: see to both"
            .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of")
        : "";
  }
}
