package switchboard.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * How a node ends. Why it ended is its exit code, which node.conf gives to each reason by its name.
 */
final class NodeEnd {
  private NodeEnd() {}

  /** It was told to stop. */
  enum Stopped implements CoordinatedShutdown.Reason {
    INSTANCE
  }

  /** It could not start. */
  enum NotStarted implements CoordinatedShutdown.Reason {
    INSTANCE
  }

  /** A part that must run as long as the node does has ended by itself. */
  enum PartLost implements CoordinatedShutdown.Reason {
    INSTANCE
  }

  /** The exit code of a node that has ended, by the reason: whoever exits first exits with it. */
  static int exitCode(ActorSystem<?> system) {
    var shutdown = system.settings().config().getConfig("pekko.coordinated-shutdown");
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .map(reason -> "reason-overrides.\"" + reason.getClass().getName() + "\".exit-code")
        .filter(shutdown::hasPath)
        .map(shutdown::getInt)
        .orElseGet(() -> shutdown.getInt("exit-code"));
  }

  /** Registers what a graceful end does, and when. */
  static void inOrder(ActorSystem<?> system, NodeParts parts, ShardDrain drain) {
    var shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "drain-front-door",
        () -> parts.frontDoor().stop().thenApply(_ -> Done.getInstance()));
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "drain-workers",
        () -> parts.workers().stop().thenApply(_ -> Done.getInstance()));
    shutdown.addTask(CoordinatedShutdown.PhaseBeforeClusterShutdown(), "move-sessions", drain::run);
    // Until its sagas and daemons live elsewhere, the node publishes.
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "close-publisher",
        () -> close(parts.publisher()));
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "close-operations",
        () -> close(parts.operations()));
    endWith(system, parts.replies().completion());
    endWith(system, parts.events().completion());
  }

  /** Ends the node when one of its parts does: it must not stay up as if nothing were wrong. */
  static void endWith(ActorSystem<?> system, CompletionStage<Done> part) {
    part.whenComplete(
        (_, _) -> CoordinatedShutdown.get(system).run(PartLost.INSTANCE)); // unless it ends already
  }

  /** Closing waits for what is unacknowledged, so it gets a thread of its own. */
  private static CompletionStage<Done> close(AutoCloseable resource) {
    var closed = new CompletableFuture<Done>();
    Thread.ofVirtual()
        .name("node-end")
        .start(
            () -> {
              try {
                resource.close();
                closed.complete(Done.getInstance());
              } catch (Exception failure) {
                closed.completeExceptionally(failure);
              }
            });
    return closed;
  }
}
