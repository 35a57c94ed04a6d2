package switchboard.push;

import com.google.rpc.Status;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import switchboard.session.LiveFeed;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionEvent;
import switchboard.session.SessionId;

/**
 * The client's end of a stream. Only its connection calls it: streams are not made for several
 * threads.
 */
interface Outlet {
  /** Whether the client sends messages on the same stream. */
  boolean twoWay();

  /** Whether more can be written without piling up in memory. */
  boolean ready();

  void attached(SessionId session, long lastSequence);

  void event(SequencedEvent event);

  /** Counts an event that was written if it is what an agent said. */
  static void count(SequencedEvent event, LongAdder answers) {
    if (event.event() instanceof SessionEvent.AgentMessageRecorded) {
      answers.increment();
    }
  }

  void acknowledged(String requestId, long sequence, Instant time);

  void refused(String requestId, Status status);

  void typing();

  /** A piece of an answer that is being made. */
  void delta(LiveFeed.Delta piece);

  /** Lets the client send this many more messages. */
  void request(int messages);

  void complete();

  void fail(Status status);
}
