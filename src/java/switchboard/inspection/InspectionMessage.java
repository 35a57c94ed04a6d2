package switchboard.inspection;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;

/** What the nodes' inspection desks say to each other; see {@link InspectionSerializer}. */
sealed interface InspectionMessage {
  /**
   * A question to a desk.
   *
   * @param question whose reply_to is empty: the reference beside it says it
   */
  record Ask(Inspect question, ActorRef<Answer> replyTo) implements InspectionMessage {}

  /** What a desk says to it. */
  record Answer(Inspected answer) implements InspectionMessage {}
}
