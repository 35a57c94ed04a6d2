package switchboard.session;

import java.util.List;

/** What a session entity tells an attached connection. */
public sealed interface LiveFeed {
  /** The connection is attached: events after this sequence will be told. */
  record Attached(long lastSequence, boolean closed) implements LiveFeed {}

  /** There is no such session. */
  enum Refused implements LiveFeed {
    NOT_FOUND
  }

  /** Events just recorded, in order. */
  record Recorded(List<SequencedEvent> events) implements LiveFeed {
    public Recorded {
      events = List.copyOf(events);
    }
  }

  /** Another connection says that the user is typing. */
  enum Typing implements LiveFeed {
    INSTANCE
  }

  /** The entity stops here: attach again, wherever the session lives next. */
  enum Detached implements LiveFeed {
    INSTANCE
  }
}
