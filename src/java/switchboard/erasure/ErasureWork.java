package switchboard.erasure;

import java.util.concurrent.CompletionStage;
import switchboard.privacy.Subject;

/**
 * What an erasure has others do. Every call may be made again, also while an earlier one still
 * works, and one that fails has perhaps done part of it.
 */
public interface ErasureWork {
  /** Whether anything is stored of a subject. */
  CompletionStage<Boolean> isKnown(Subject subject);

  /** From now on nobody gets a new hold of the key, so that the list of sessions is final. */
  CompletionStage<Void> mark(Subject subject);

  /**
   * Ends sessions, and the open sagas of each, and empties their documents.
   *
   * @param after id of the session after which to begin; empty for the first
   * @param insist whether one that cannot be ended fails the call; it is counted as left otherwise
   */
  CompletionStage<SessionPage> endSessions(Subject subject, String after, boolean insist);

  /** Destroys the key of a subject that is marked. */
  CompletionStage<Void> destroyKey(Subject subject);

  CompletionStage<Void> emptyProfile(Subject subject);

  /** Has every node forget the key; completes with how many have confirmed it. */
  CompletionStage<Integer> evict(Subject subject);

  /** Completes with how many servers keep append-only files, once all of those are written anew. */
  CompletionStage<Integer> rewriteFiles();
}
