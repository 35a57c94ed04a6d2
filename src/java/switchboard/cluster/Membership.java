package switchboard.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;

/** This node's membership of the cluster. */
final class Membership {
  private Membership() {}

  /** Completes when this node is up in its cluster. */
  static CompletionStage<Done> joined(ActorSystem<?> system) {
    var up = new CompletableFuture<Done>();
    Cluster.get(system.classicSystem()).registerOnMemberUp(() -> up.complete(Done.getInstance()));
    return up;
  }
}
