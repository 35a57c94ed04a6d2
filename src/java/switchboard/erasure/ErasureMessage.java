package switchboard.erasure;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.privacy.Subject;

/** What an erasure entity is told. */
public sealed interface ErasureMessage {
  /** A command, for this subject and no other. */
  record Execute(Subject subject, ErasureCommand command, ActorRef<ErasureReply> replyTo)
      implements ErasureMessage {}

  /** Whether the subject is known; empty if that could not be found out. Told by itself. */
  record Looked(Optional<Boolean> known, Execute begin) implements ErasureMessage {}

  /** A step was done, or was not. Told by itself. */
  record Done(Optional<ErasureEvent> event, String failure) implements ErasureMessage {}

  /** Time to do a step that failed again; told by itself. */
  enum Wake implements ErasureMessage {
    AGAIN
  }
}
