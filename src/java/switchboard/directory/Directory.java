package switchboard.directory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import switchboard.privacy.Subject;
import switchboard.session.SessionId;
import switchboard.worker.WorkerName;

/**
 * Who handles which session, and which worker answers it. Every answer is put together from what
 * the nodes say when they are asked; what does not say anything within a second is named in the
 * answer. All calls fail with {@link switchboard.journal.StoreException} where they need the store
 * and it is away.
 */
public interface Directory {
  /**
   * Whether this node belongs to the cluster at this moment. One that has not joined yet, or was
   * given up, knows nothing of the others: none of its answers counts.
   */
  boolean isMember();

  /** Who handles a session; empty if nothing is recorded of it. Wakes nobody. */
  CompletionStage<Optional<Place>> where(SessionId session);

  /**
   * Who handles the sessions of a subject, in the order of their ids. Wakes nobody.
   *
   * @param after the session's id after which to begin; empty to begin with the first
   * @param max the most to look at, 1 or more
   */
  CompletionStage<Page> ofSubject(Subject subject, String after, int max);

  /**
   * Some of a subject's sessions.
   *
   * @param last id of the last session looked at: the next page begins after it; empty if there is
   *     no next page
   */
  record Page(List<Place> places, String last) {
    public Page {
      places = List.copyOf(places);
    }
  }

  /** What the nodes know of why a session may not go on. Wakes nobody, and never fails. */
  CompletionStage<Examinations> examine(SessionId session);

  /** Has a session leave the memory of every node that holds it, and waits a second for that. */
  CompletionStage<Eviction> evict(SessionId session);

  /** Brings a session into memory if it sleeps; completes, always normally, when it was asked. */
  CompletionStage<Void> wake(SessionId session);

  /**
   * The workers that are connected to the nodes, in the order of their positions.
   *
   * @param after the position after which to begin; empty to begin with the first
   * @param max the most to return, 1 or more
   */
  CompletionStage<Workers> workers(String after, int max);

  /**
   * Some of the workers.
   *
   * @param last position of the last one: the next page begins after it; empty if there is no next
   *     page
   * @param silent cluster addresses of members that did not answer in time
   */
  record Workers(List<WorkerView> workers, String last, List<String> silent) {
    public Workers {
      workers = List.copyOf(workers);
      silent = List.copyOf(silent);
    }
  }

  /**
   * A worker and the sessions that stay with it or have turns at it, in the order of their ids.
   * Wakes nobody.
   *
   * @param after the id of the session, with its tenant, after which to begin; empty to begin with
   *     the first
   * @param max the most to look at, 1 or more
   */
  CompletionStage<WorkerSessions> worker(WorkerName worker, String after, int max);

  /** The members of the cluster, oldest first. */
  CompletionStage<List<NodeView>> nodes();

  /** What the members of the cluster have counted, and how they are. */
  CompletionStage<ClusterFigures> figures();
}
