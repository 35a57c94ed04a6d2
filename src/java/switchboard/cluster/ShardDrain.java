package switchboard.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.pattern.Patterns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.directory.ShardCounts;

/** Lets this node's sessions move to other nodes, little by little, before it leaves. */
final class ShardDrain {
  private static final Logger LOG = LoggerFactory.getLogger(ShardDrain.class);

  /** Pause between two looks at what is left. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private final ActorSystem<?> system;
  private final LeavingNodes leaving;
  private final Duration within;
  private final ShardCounts shards;

  /**
   * @param within after this time what is left moves all at once, as the node leaves
   */
  ShardDrain(ActorSystem<?> system, LeavingNodes leaving, Duration within) {
    this.system = system;
    this.leaving = leaving;
    this.within = within;
    this.shards = new ShardCounts(system);
  }

  /** Completes when no session is left here, or cannot be moved. */
  CompletionStage<Done> run() {
    if (isDowned() || !isThereAnother()) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    leaving.announce();
    return lookUntil(System.nanoTime() + within.toNanos());
  }

  /** Who was given up by the others has nothing left to give. */
  private boolean isDowned() {
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .filter(CoordinatedShutdown.clusterDowningReason()::equals)
        .isPresent();
  }

  /** Whether there is a node that stays; when all are told to stop there is none. */
  private boolean isThereAnother() {
    var cluster = Cluster.get(system.classicSystem());
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .map(Member::address)
        .anyMatch(node -> !node.equals(cluster.selfAddress()) && !leaving.isLeaving(node));
  }

  private CompletionStage<Done> lookUntil(long deadline) {
    return shards
        .ofSessions()
        .thenApply(Set::isEmpty)
        .exceptionally(_ -> false) // too busy to say
        .thenCompose(
            empty -> {
              if (empty || !isThereAnother()) {
                return CompletableFuture.completedStage(Done.getInstance());
              }
              if (System.nanoTime() > deadline) {
                LOG.warn("Not all sessions moved within {}; the others move at once", within);
                return CompletableFuture.completedStage(Done.getInstance());
              }
              return Patterns.after(LOOK, system, () -> lookUntil(deadline));
            });
  }
}
