package switchboard.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.telemetry.Meters;

/**
 * Counts the commands that are given to this node for sessions anywhere, since its start. It lies
 * on the way of every turn, so counting neither waits nor allocates.
 */
public final class SessionMeter {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LatencyWindow latencies = new LatencyWindow();

  private final Meters meters;

  /** One whose seconds pass only when {@link #second} is called. */
  SessionMeter(Meters meters) {
    this.meters = meters;
  }

  static SessionMeter start(ActorSystem<?> system, Meters meters) {
    var meter = new SessionMeter(meters);
    system
        .scheduler()
        .scheduleWithFixedDelay(SECOND, SECOND, meter::second, system.executionContext());
    return meter;
  }

  /**
   * So many messages took so long.
   *
   * @param micros at most, and no less than a sixteenth under it
   */
  public record Took(long micros, long count) {}

  void second() {
    latencies.turn();
  }

  void began() {
    begun.increment();
  }

  void ended(SessionCommand command, SessionReply reply, long nanos) {
    ended.increment();
    if (command instanceof SessionCommand.SendMessage) {
      switch (reply) {
        case SessionReply.Recorded _ -> {
          acknowledged.increment();
          latencies.record(nanos);
          meters.acknowledged(nanos);
        }
        case Rejected(var rejection) -> (isFailure(rejection) ? failed : refused).increment();
        case SessionReply.SessionView _, SessionReply.ContextView _, SessionReply.Erased _ -> {}
      }
    }
  }

  private static boolean isFailure(Rejection rejection) {
    return rejection == Rejection.Plain.STORE_UNAVAILABLE
        || rejection == Rejection.Plain.OUTCOME_UNKNOWN;
  }

  /** Commands of any kind that have no answer yet. */
  public int underWay() {
    return (int) Math.max(0, begun.sum() - ended.sum());
  }

  /** Messages that were recorded and acknowledged. */
  public long acknowledged() {
    return acknowledged.sum();
  }

  /** Messages that a session refused, as one that has ended does. */
  public long refused() {
    return refused.sum();
  }

  /** Messages that got no answer in time, or found the store away. */
  public long failed() {
    return failed.sum();
  }

  /** How long acknowledging took in the last ten whole seconds, shortest first. */
  public List<Took> latencies() {
    return latencies.last();
  }
}
