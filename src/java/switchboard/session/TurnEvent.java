package switchboard.session;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

/**
 * What happens to a turn that a worker is to answer. Turns that an agent of the process answers
 * have none of it: their answer stands in the same append as the question.
 *
 * <p>{@link #turn()} is the sequence of the event to be answered, which need not be a user's
 * message.
 */
public sealed interface TurnEvent extends SessionEvent {
  /** What is to be answered. */
  sealed interface Matter {
    /**
     * The user's message right before.
     *
     * @param joined earlier messages, by sequence, that are answered with it: their turns end here
     * @param interrupts the turns, by the sequence of their user message, whose open sagas the
     *     agent is told of
     */
    record Message(List<Long> joined, List<Long> interrupts) implements Matter {
      public Message {
        joined = List.copyOf(joined);
        interrupts = List.copyOf(interrupts);
      }
    }

    /**
     * A saga's report, to be worded.
     *
     * @param saga as it was before
     */
    record Report(PendingSaga saga, SagaReport content) implements Matter {
      public Report {
        requireNonNull(saga, "a report of no saga");
        requireNonNull(content, "a report without content");
      }
    }

    /**
     * Something became known unasked.
     *
     * @param fact all that is known of the thing now
     * @param before what was known of it until then
     */
    record Observation(Fact fact, Optional<Fact> before) implements Matter {
      public Observation {
        requireNonNull(fact, "an observation of nothing");
      }
    }
  }

  /**
   * A turn was opened by the event right before. It is the current one, handed out as attempt 1, if
   * no other is open; else it waits.
   *
   * @param deadline when it ends unanswered
   * @param traceparent the W3C trace context that it belongs to
   */
  record Opened(
      long turn, Matter matter, Instant deadline, Optional<String> traceparent, Instant time)
      implements TurnEvent {
    public Opened {
      requireNonNull(matter, "a turn about nothing");
    }
  }

  /** The current turn is handed out once more, since the last attempt came to nothing. */
  record Assigned(long turn, int attempt, Instant time) implements TurnEvent {}

  /**
   * An open turn is over. The next one, if any waits, is the current one from here on and handed
   * out as attempt 1.
   *
   * @param attempt the last one; 0 if it was never handed out
   * @param worker who answered; empty unless a worker did
   */
  record Ended(long turn, Outcome outcome, int attempt, String worker, Instant time)
      implements TurnEvent {}

  /** How an open turn ends. The numbers are stored: never reuse one. */
  enum Outcome {
    /** Its answer is recorded. */
    ANSWERED(1),
    /** The user said something that goes before it. */
    INTERRUPTED(2),
    /** It is answered together with a later message. */
    MERGED(3),
    /** Nobody answered in time. */
    EXPIRED(4),
    /** The session ended. */
    CANCELLED(5);

    private final int number;

    Outcome(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
