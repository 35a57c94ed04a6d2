package switchboard.session;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Tells when a node was downed and removed from the cluster: what was on its way to it is lost, and
 * its sessions told nobody that they stop. One that left in order is not lost.
 */
public final class LostNodes {
  /** In which sharding forgets the homes of shards on a node that was removed. */
  private static final Duration SETTLE = Duration.ofMillis(100);

  private enum Due {
    INSTANCE
  }

  private LostNodes() {}

  /**
   * Runs something after each loss, from now on.
   *
   * @param name of the actor that listens, unique on a node
   */
  public static void follow(ActorSystem<?> system, String name, Runnable lost) {
    system.systemActorOf(listen(lost), name, Props.empty());
  }

  private static Behavior<Object> listen(Runnable lost) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var removed = context.messageAdapter(MemberRemoved.class, event -> event);
                  Cluster.get(context.getSystem())
                      .subscriptions()
                      .tell(Subscribe.create(removed, MemberRemoved.class));
                  return Behaviors.receive(Object.class)
                      .onMessage(
                          MemberRemoved.class,
                          event -> {
                            if (event.previousStatus().equals(MemberStatus.down())) {
                              timers.startSingleTimer(Due.INSTANCE, SETTLE);
                            }
                            return Behaviors.same();
                          })
                      .onMessage(
                          Due.class,
                          _ -> {
                            lost.run();
                            return Behaviors.same();
                          })
                      .build();
                }));
  }
}
