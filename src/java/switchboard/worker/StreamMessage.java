package switchboard.worker;

import java.util.List;
import org.apache.pekko.actor.DeadLetterSuppression;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.agent.Assignment;
import switchboard.v1.ConnectRequest;

/** What the actor of one worker's stream is told. */
sealed interface StreamMessage extends DeadLetterSuppression {
  /**
   * Hand this turn to the worker.
   *
   * @param desk is told what becomes of it
   * @param mayWait whether the turn may wait until the worker has room for it
   */
  record Assign(Assignment turn, ActorRef<DeskMessage> desk, boolean mayWait)
      implements StreamMessage {}

  /** Nobody waits for this attempt any more. */
  record Cancel(TurnKey key) implements StreamMessage {}

  /** The worker said something. Told on one node only. */
  record Heard(ConnectRequest request) implements StreamMessage {}

  /**
   * The worker is known from now on. Told on one node only.
   *
   * @param addresses host:port of the listeners of all nodes, this one first
   */
  record Welcome(List<String> addresses) implements StreamMessage {
    public Welcome {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * This node leaves. Told on one node only.
   *
   * @param addresses host:port of the listeners of the other nodes
   */
  record Leave(List<String> addresses) implements StreamMessage {
    public Leave {
      addresses = List.copyOf(addresses);
    }
  }

  /** What is at the stream? Told on one node only. */
  record Show(ActorRef<StreamView> replyTo) implements StreamMessage {}

  /** Told on one node only. */
  enum Signal implements StreamMessage {
    /** The worker reads again. */
    READY,
    /** The worker says nothing more. */
    HALF_CLOSED,
    /** The call is over, whoever ended it. */
    GONE,
    /** The same worker registered anew. */
    SUPERSEDED,
    /** This node takes no more workers. */
    TOO_MANY
  }

  /** Told by itself. */
  enum Timer implements StreamMessage {
    NOT_REGISTERED,
    SILENT,
    DRAIN_OVER,
    LINGER_OVER
  }
}
