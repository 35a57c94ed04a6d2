package switchboard.worker;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.DeadLetterSuppression;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerNews;

/** What a node's desk for workers is told. */
sealed interface DeskMessage extends DeadLetterSuppression {
  // --- by the desks of all nodes

  /**
   * The workers of one node, all of them.
   *
   * @param desk that node's
   * @param revision grows with every change; what is older than the last that was heard is void
   * @param address host:port of the node's listener for workers; empty before it listens
   */
  record NodeWorkers(
      ActorRef<DeskMessage> desk, long revision, String address, List<WorkerEntry> workers)
      implements DeskMessage {
    public NodeWorkers {
      workers = List.copyOf(workers);
    }
  }

  // --- by the actors of streams, of whatever node

  /** The turn is with the worker or waits for it. */
  record Accepted(TurnKey key) implements DeskMessage {}

  /**
   * The turn is not taken.
   *
   * @param leaving whether the worker takes no turns any more; else it is full
   */
  record Declined(TurnKey key, boolean leaving) implements DeskMessage {}

  /** News of an accepted turn. */
  record News(TurnKey key, WorkerNews news) implements DeskMessage {}

  // --- told on one node only

  /** A session has an open turn. */
  record Assign(Assignment turn, Consumer<WorkerNews> session) implements DeskMessage {}

  /** The session waits no more. */
  record Cancel(TurnKey key) implements DeskMessage {}

  /** A worker has registered on a stream of this node. */
  record Joined(WorkerEntry.Introduction worker, ActorRef<StreamMessage> stream)
      implements DeskMessage {}

  /** A worker of this node takes no further turns. */
  record Drains(ActorRef<StreamMessage> stream) implements DeskMessage {}

  /** The actor of a stream, of whatever node, has ended or is about to. */
  record Left(ActorRef<StreamMessage> stream) implements DeskMessage {}

  /** The desks of nodes have come or gone. */
  record Listed(Receptionist.Listing listing) implements DeskMessage {}

  /**
   * What does the desk know first-hand?
   *
   * @param only the worker in question; all if empty, but then no session that stays with one
   */
  record Show(Optional<WorkerName> only, ActorRef<DeskView> replyTo) implements DeskMessage {}

  /** This node listens for workers here. */
  record Listening(String address) implements DeskMessage {}

  /** Told by itself, and by the door when the node leaves. */
  enum Signal implements DeskMessage {
    PUBLISH,
    TICK,
    LEAVE
  }
}
