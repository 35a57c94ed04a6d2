package switchboard.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import switchboard.privacy.Subject;

/** What nodes tell each other about the subjects' keys that they hold. */
sealed interface KeyCacheMessage {
  /** To the actor that looks after a node's keys: let go of this one. */
  record Evict(Subject subject, ActorRef<KeyCacheMessage> replyTo) implements KeyCacheMessage {}

  /**
   * The key is not held any more.
   *
   * @param node which incarnation of which node says so
   */
  record Evicted(String node) implements KeyCacheMessage {}

  /** The actors that look after nodes' keys have come or gone; told on one node only. */
  record Listed(Receptionist.Listing listing) implements KeyCacheMessage {}

  /** Time to ask again; told by itself. */
  enum Again implements KeyCacheMessage {
    INSTANCE
  }

  /** Time is up; told by itself. */
  enum TooLate implements KeyCacheMessage {
    INSTANCE
  }
}
