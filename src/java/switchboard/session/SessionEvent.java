package switchboard.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Summary;

/** Everything that can happen in a session; each is one entry of its sequence. */
public sealed interface SessionEvent
    permits SessionEvent.Created,
        SessionEvent.UserMessageRecorded,
        SessionEvent.AgentMessageRecorded,
        SessionEvent.GoalChanged,
        SessionEvent.SagaRequested,
        SessionEvent.SagaProgressed,
        SessionEvent.SagaAsked,
        SessionEvent.SagaDecided,
        SessionEvent.SagaTakenBack,
        SessionEvent.SagaCompensating,
        SessionEvent.SagaEnded,
        SessionEvent.FactObserved,
        SessionEvent.ContextUpdated,
        SessionEvent.MemorySummarized,
        SessionEvent.ProfileProposed,
        SessionEvent.Forked,
        SessionEvent.Closed,
        TurnEvent,
        PauseEvent {
  Instant time();

  /** Sequence of the user message that opened the turn this belongs to; 0 for none. */
  default long turn() {
    return 0;
  }

  record Created(
      String subject,
      String channel,
      String locale,
      String agent,
      RequestMark request,
      Instant time)
      implements SessionEvent {}

  /**
   * Begins a turn; its own sequence is the turn's, so {@link #turn()} is 0 here.
   *
   * @param traceparent the W3C trace context that it was said in
   */
  record UserMessageRecorded(
      String text, RequestMark request, Optional<String> traceparent, Instant time)
      implements SessionEvent {
    /** Outside any trace. */
    public UserMessageRecorded(String text, RequestMark request, Instant time) {
      this(text, request, Optional.empty(), time);
    }
  }

  /**
   * The agent said something.
   *
   * @param turn 0 if it speaks of something that nobody had asked for
   * @param saga the saga whose report it words; else empty
   * @param interim whether more will follow on the same matter
   * @param traceparent the W3C trace context that the saga was asked for in
   */
  record AgentMessageRecorded(
      String text,
      long turn,
      String saga,
      boolean interim,
      Optional<String> traceparent,
      Instant time)
      implements SessionEvent {
    /** Outside any trace. */
    public AgentMessageRecorded(
        String text, long turn, String saga, boolean interim, Instant time) {
      this(text, turn, saga, interim, Optional.empty(), time);
    }
  }

  /** The goal at hand, and those put aside (the last one first), as they are now. */
  record GoalChanged(Goal goal, List<Goal> suspended, long turn, Instant time)
      implements SessionEvent {
    public GoalChanged {
      suspended = List.copyOf(suspended);
    }
  }

  /**
   * Work on internal systems was asked for.
   *
   * @param traceparent the W3C trace context that it was asked for in
   */
  record SagaRequested(
      String saga,
      String type,
      Map<String, String> input,
      Instant deadline,
      long turn,
      Optional<String> traceparent,
      Instant time)
      implements SessionEvent {
    public SagaRequested {
      input = Map.copyOf(input);
    }

    /** Outside any trace. */
    public SagaRequested(
        String saga,
        String type,
        Map<String, String> input,
        Instant deadline,
        long turn,
        Instant time) {
      this(saga, type, input, deadline, turn, Optional.empty(), time);
    }
  }

  record SagaProgressed(
      String saga, long report, String step, List<Fact> facts, long turn, Instant time)
      implements SessionEvent {
    public SagaProgressed {
      facts = List.copyOf(facts);
    }

    SagaReport content() {
      return new SagaReport.Progressed(step, facts);
    }
  }

  /**
   * A saga needs a decision of the user.
   *
   * @param step the step that waits for it
   * @param options what can be decided, as the saga knows it
   * @param due when it no longer waits
   */
  record SagaAsked(
      String saga,
      long report,
      String step,
      List<String> options,
      Instant due,
      List<Fact> facts,
      long turn,
      Instant time)
      implements SessionEvent {
    public SagaAsked {
      options = List.copyOf(options);
      facts = List.copyOf(facts);
    }

    SagaReport content() {
      return new SagaReport.Asked(step, options, due, facts);
    }
  }

  /** The agent passed on to a saga what the user decided. */
  record SagaDecided(String saga, String step, String choice, long turn, Instant time)
      implements SessionEvent {}

  /** The agent has a saga cancelled; what comes of that, the saga reports. */
  record SagaTakenBack(String saga, long turn, Instant time) implements SessionEvent {}

  /**
   * A saga cannot be completed, and what it did is being taken back.
   *
   * @param step the step that failed; empty if none did
   */
  record SagaCompensating(
      String saga, long report, String step, String reason, long turn, Instant time)
      implements SessionEvent {
    SagaReport content() {
      return new SagaReport.Compensating(step, reason);
    }
  }

  record SagaEnded(
      String saga,
      long report,
      SagaOutcome outcome,
      List<Fact> facts,
      String reason,
      long turn,
      Instant time)
      implements SessionEvent {
    public SagaEnded {
      facts = List.copyOf(facts);
    }

    SagaReport content() {
      return new SagaReport.Ended(outcome, facts, reason);
    }
  }

  /**
   * Something became known that nobody had asked for.
   *
   * @param eventId names what was told
   * @param fact as it was told: it goes over what is known of the same thing
   */
  record FactObserved(String eventId, Fact fact, Instant time) implements SessionEvent {}

  /**
   * The context was changed from outside.
   *
   * @param goals the goals as they are now; empty if they were not changed
   * @param facts all facts as they are now; empty if they were not changed
   */
  record ContextUpdated(
      Optional<GoalsNow> goals, Optional<List<Fact>> facts, RequestMark request, Instant time)
      implements SessionEvent {
    public ContextUpdated {
      facts = facts.map(List::copyOf);
    }
  }

  /** The goal at hand, if any, and those put aside (the last one first). */
  record GoalsNow(Optional<Goal> goal, List<Goal> suspended) {
    public GoalsNow {
      suspended = List.copyOf(suspended);
    }
  }

  /** Messages left the short-term memory and were folded into the summary. */
  record MemorySummarized(Summary summary, long turn, Instant time) implements SessionEvent {}

  /** The agent proposed something to be kept of the subject, by name. */
  record ProfileProposed(Map<String, String> facts, long turn, Instant time)
      implements SessionEvent {
    public ProfileProposed {
      facts = Map.copyOf(facts);
    }
  }

  /** The events before this one are those of the source, up to a sequence. */
  record Forked(SessionId source, long sequence, RequestMark request, Instant time)
      implements SessionEvent {}

  /**
   * It ended.
   *
   * @param request the request that asked for it; empty if none did
   */
  record Closed(Reason reason, Optional<RequestMark> request, Instant time)
      implements SessionEvent {
    /** Why a session ended. The numbers are stored: never reuse one. */
    public enum Reason {
      REQUESTED(1),
      EXPIRED(2),
      ERASED(3);

      private final int number;

      Reason(int number) {
        this.number = number;
      }

      public int number() {
        return number;
      }
    }
  }
}
