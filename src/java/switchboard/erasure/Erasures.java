package switchboard.erasure;

import java.util.concurrent.CompletionStage;
import switchboard.privacy.Subject;

/** The door to erasures. Calls complete normally, with UNAVAILABLE if no answer came in time. */
public interface Erasures {
  /** Begins the erasure of a subject, unless it has begun; completes once that is durable. */
  CompletionStage<ErasureReply> begin(Subject subject);

  /** How far the erasure of a subject is. */
  CompletionStage<ErasureReply> read(Subject subject);
}
