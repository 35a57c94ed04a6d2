package switchboard.ops.demo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import switchboard.local.SystemState;

/** Kills a node with SIGKILL, at its moment. */
final class Killer {
  private final Supplier<SystemState> state;
  private final Transcript transcript;
  private CompletableFuture<Boolean> killed = CompletableFuture.completedFuture(false);

  Killer(Supplier<SystemState> state, Transcript transcript) {
    this.state = state;
    this.transcript = transcript;
  }

  /** Kills the node behind a front door, after a while. Returns at once. */
  void killAfter(String frontDoor, Duration after) {
    killed =
        CompletableFuture.supplyAsync(
            () -> kill(frontDoor),
            CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS));
  }

  private boolean kill(String frontDoor) {
    var node =
        state.get().nodes().stream()
            .filter(part -> part.address().equals(frontDoor))
            .findFirst()
            .flatMap(part -> ProcessHandle.of(part.pid()));
    node.ifPresent(process -> transcript.note("SIGKILL to %s, pid %d", frontDoor, process.pid()));
    return node.map(ProcessHandle::destroyForcibly).orElse(false);
  }

  /** Waits until it has killed what it was asked to. */
  void await() {
    killed.exceptionally(_ -> false).join();
  }

  boolean hasKilled() {
    return killed.exceptionally(_ -> false).join();
  }
}
