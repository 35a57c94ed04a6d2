package switchboard.placement;

import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/** What a node's desk for placement is told. */
public sealed interface PlacementMessage {
  /** What does it host, and whom does it suspect? */
  record Describe(ActorRef<PlacementReply> replyTo) implements PlacementMessage {}

  /**
   * Which entities of a shard are in its memory?
   *
   * @param after the id after which to begin; empty to begin with the first
   */
  record ListEntities(
      String type, String shard, String after, int max, ActorRef<PlacementReply> replyTo)
      implements PlacementMessage {}

  /** It is to get a shard, and to keep it. */
  record Pin(String type, String shard, ActorRef<PlacementReply> replyTo)
      implements PlacementMessage {}

  /** It need not keep a shard any more. */
  record Release(String type, String shard, ActorRef<PlacementReply> replyTo)
      implements PlacementMessage {}

  /** It is to leave in order. */
  record Leave(ActorRef<PlacementReply> replyTo) implements PlacementMessage {}

  /** What it is told on its own node; it never leaves that. */
  sealed interface Own extends PlacementMessage {}

  /** Which pins there are, on all nodes. */
  record Listed(Receptionist.Listing listing) implements Own {
    Set<ActorRef<Object>> signs() {
      return listing.getServiceInstances(Pins.KEY);
    }
  }
}
