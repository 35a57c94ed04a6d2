package switchboard.session;

import org.apache.pekko.actor.typed.ActorRef;

/** Is told of the sessions that come into this node's memory. */
@FunctionalInterface
public interface SessionWatch {
  /**
   * A session's entity is started; it has not recovered yet. Called on the entity's thread; must
   * not block.
   *
   * @param shard the id of its shard
   */
  void awake(SessionId session, String shard, ActorRef<SessionMessage> entity);
}
