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
   * @param leave has its shard stop it between two messages, without losing what is on its way to
   *     it, whatever it is at: with the next message it comes back
   */
  void awake(SessionId session, String shard, ActorRef<SessionMessage> entity, Runnable leave);
}
