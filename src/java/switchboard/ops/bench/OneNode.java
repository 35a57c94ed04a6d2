package switchboard.ops.bench;

import io.grpc.ManagedChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import switchboard.local.SystemState.PartState;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.RunningSystem;

/** The only node of a system of the command's own. */
final class OneNode {
  /** How long a session stays in memory without being used. */
  static final String IDLE = "pekko.cluster.sharding.passivation.switchboard.idle-entity.timeout";

  /** How many sessions stay in memory at most. */
  static final String LIMIT = "pekko.cluster.sharding.passivation.switchboard.active-entity-limit";

  private static final long RESTART_SECONDS = 120;

  private final RunningSystem system;

  OneNode(RunningSystem system) {
    this.system = system;
  }

  /** Opens its front door; nobody is connected to before the first call. */
  FrontDoors door() {
    return system.frontDoors();
  }

  /** The same for callers whose callbacks never block. */
  FrontDoors doorWithoutHandOver() {
    var now = system.state();
    return FrontDoors.withoutHandOver(now.frontDoors(), now.forClients(), it -> it);
  }

  /** A connection of its own to the front door. */
  ManagedChannelBuilder<?> connection() {
    var now = system.state();
    return now.forClients().channel(now.frontDoors().getFirst());
  }

  long pid() {
    return state().pid();
  }

  private PartState state() {
    return system.state().nodes().getFirst();
  }

  /** Has the node leave; it is started again with an empty memory. Calls repeat until it serves. */
  void restart() {
    long old = pid();
    ProcessHandle.of(old)
        .orElseThrow(() -> new CommandFailure("the node is not there to be restarted"))
        .destroy();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RESTART_SECONDS);
    while (pid() == old || pid() == 0) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailure("the node did not come back");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }
}
