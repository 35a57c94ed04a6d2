package switchboard.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.SagaReport;

/** What can be asked of a session. */
public sealed interface SessionCommand {
  record Create(String subject, String channel, String locale, String agent, RequestMark request)
      implements SessionCommand {}

  /**
   * The user says something.
   *
   * @param traceparent the W3C trace context that it is said in
   * @param whenBusy what becomes of it while an earlier message is being answered
   */
  record SendMessage(
      String text, RequestMark request, Optional<String> traceparent, WhenBusy whenBusy)
      implements SessionCommand {
    /** It waits for those before it. */
    public SendMessage(String text, RequestMark request, Optional<String> traceparent) {
      this(text, request, traceparent, WhenBusy.ENQUEUE);
    }

    /** The same, said in another span of its trace. */
    SendMessage tracedBy(Optional<String> trace) {
      return new SendMessage(text, request, trace, whenBusy);
    }

    /** Outside any trace. */
    public SendMessage(String text, RequestMark request) {
      this(text, request, Optional.empty());
    }
  }

  /** Ends the session; refused unless {@code etag}, where given, is current. */
  record Close(RequestMark request, Optional<Long> etag) implements SessionCommand {}

  /**
   * A saga tells of a step or of its end.
   *
   * @param saga the saga's id
   * @param report the saga's own count of its reports, 1, 2, 3, …; a repeated one changes nothing
   */
  record ReportSaga(String saga, long report, SagaReport content) implements SessionCommand {}

  /**
   * Something became known that nobody had asked for. A repeated one changes nothing, nor does one
   * that is older than what is known of the same thing.
   *
   * @param eventId names what is told; the last {@link ObservedEvents#MOST} of a session are
   *     recognised; 1 to {@link #LONGEST_EVENT_ID} characters
   */
  record Observe(String eventId, Fact fact) implements SessionCommand {
    /** The longest id, in characters: a session remembers many. */
    public static final int LONGEST_EVENT_ID = 256;

    public Observe {
      if (eventId.isEmpty() || eventId.length() > LONGEST_EVENT_ID) {
        throw new IllegalArgumentException(
            "the id of an event must have 1 to " + LONGEST_EVENT_ID + " characters");
      }
    }
  }

  /**
   * Changes parts of the context, all or none; refused unless they are as they were at {@code
   * etag}.
   *
   * @param whole whether nothing at all may have changed since the etag was read, rather than the
   *     sections of the parts
   */
  record UpdateContext(
      Set<Part> parts,
      boolean whole,
      long etag,
      Optional<Goal> goal,
      List<Goal> suspended,
      List<Fact> facts,
      RequestMark request)
      implements SessionCommand {
    /** What can be changed from outside. */
    public enum Part {
      GOAL,
      SUSPENDED_GOALS,
      FACTS
    }

    public UpdateContext {
      parts = Set.copyOf(parts);
      suspended = List.copyOf(suspended);
      facts = List.copyOf(facts);
    }
  }

  /** Makes this session one with the past of another, up to a sequence. */
  record Fork(SessionId source, long sequence, RequestMark request) implements SessionCommand {}

  /** What only an operator asks. */
  sealed interface OfOperator extends SessionCommand {}

  /**
   * Takes no messages for so long; one that is paused already is paused anew.
   *
   * @param length more than 0, at most {@link switchboard.session.Pause#LONGEST}
   * @param reason the operator's; kept with the session, so it must name nobody
   */
  record Pause(Duration length, String reason, RequestMark request) implements OfOperator {
    public Pause {
      if (!length.isPositive() || length.compareTo(switchboard.session.Pause.LONGEST) > 0) {
        throw new IllegalArgumentException("a pause is longer than 0 and at most a day");
      }
    }
  }

  /** Takes messages again, before the pause is over by itself. */
  enum Resume implements OfOperator {
    RESUME
  }

  /**
   * Ends an open turn unanswered.
   *
   * @param turn sequence of the event to be answered; 0 for the current one
   * @param compensate whether the sagas that the turn asked for are taken back; else they go on
   */
  record CancelTurn(long turn, boolean compensate) implements OfOperator {}

  /** What needs nothing that is sealed. */
  sealed interface Keyless extends SessionCommand {}

  /** The subject is being erased: ends the session and empties its context. */
  enum Erase implements Keyless {
    ERASE
  }

  /** Reads the session. */
  enum Get implements Keyless {
    SESSION,
    CONTEXT
  }
}
