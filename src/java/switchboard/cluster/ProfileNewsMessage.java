package switchboard.cluster;

import org.apache.pekko.actor.typed.receptionist.Receptionist;
import switchboard.privacy.Subject;

/** What nodes tell each other about profiles. */
sealed interface ProfileNewsMessage {
  /** A subject's profile was changed by another node. */
  record Changed(Subject subject) implements ProfileNewsMessage {}

  /** A subject's profile was changed by this node: tell the others. Told on one node only. */
  record Publish(Subject subject) implements ProfileNewsMessage {}

  /** The nodes that listen have come or gone; told on one node only. */
  record Listed(Receptionist.Listing listing) implements ProfileNewsMessage {}
}
