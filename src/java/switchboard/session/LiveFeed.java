package switchboard.session;

import java.util.List;
import java.util.Optional;

/** What a session entity tells an attached connection. */
public sealed interface LiveFeed {
  /** The connection is attached: events after this sequence will be told. */
  record Attached(long lastSequence, boolean closed) implements LiveFeed {}

  /** There is no such session. */
  enum Refused implements LiveFeed {
    NOT_FOUND
  }

  /**
   * Events just recorded, in order.
   *
   * @param traceparent the trace context of the decision that they come from, if its trace is kept
   */
  record Recorded(List<SequencedEvent> events, Optional<String> traceparent) implements LiveFeed {
    public Recorded {
      events = List.copyOf(events);
    }

    /** Outside any trace. */
    public Recorded(List<SequencedEvent> events) {
      this(events, Optional.empty());
    }
  }

  /** Another connection says that the user is typing. */
  enum Typing implements LiveFeed {
    INSTANCE
  }

  /**
   * A piece of an answer that a worker is making. It has no sequence and is never recorded: the
   * answer itself comes as {@link Recorded}.
   *
   * @param turn sequence of the event that is being answered
   * @param attempt pieces of an earlier attempt are void once one of a later attempt comes
   * @param text what comes after the pieces before
   */
  record Delta(long turn, int attempt, String text) implements LiveFeed {}

  /** The entity stops here: attach again, wherever the session lives next. */
  enum Detached implements LiveFeed {
    INSTANCE
  }
}
