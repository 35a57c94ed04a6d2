package switchboard.ops.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.local.LocalSystem;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.local.SystemState;
import switchboard.ops.CommandFailure;

/**
 * The system that a command works on: one that {@code up} started, else one of its own in a
 * temporary directory, stopped and removed when the command ends.
 */
public final class RunningSystem implements AutoCloseable {
  private static final Duration START_WITHIN = Duration.ofSeconds(120);

  private static final int DEMO_NODES = 3;

  private final Optional<LocalSystem> own;
  private final Path data;

  private RunningSystem(Optional<LocalSystem> own, Path data) {
    this.own = own;
    this.data = data;
  }

  /** The one that runs from {@code data}; if none does, a new one with this seed. */
  public static RunningSystem findOrStart(
      Path data, int nodes, long seed, Map<String, List<String>> simulators, Progress progress) {
    return SystemState.find(data)
        .map(state -> new RunningSystem(Optional.empty(), data))
        .orElseGet(() -> start(nodes, seed, simulators, progress));
  }

  /**
   * The one that runs from {@code data}; if none does, a new one of three nodes with this seed,
   * whose nodes have these configuration keys.
   */
  public static RunningSystem findOrStart(
      Path data, long seed, Map<String, String> nodeProperties, Progress progress) {
    return SystemState.find(data)
        .map(state -> new RunningSystem(Optional.empty(), data))
        .orElseGet(
            () ->
                start(
                    Plan.standard(temporary(), DEMO_NODES, Ports.free(DEMO_NODES), seed)
                        .withNodeProperties(nodeProperties),
                    progress));
  }

  private static RunningSystem start(
      int nodes, long seed, Map<String, List<String>> simulators, Progress progress) {
    var data = temporary();
    var plan = Plan.standard(data, nodes, Ports.free(nodes), seed).withSimulatorOptions(simulators);
    return start(plan, progress);
  }

  /** A new one, after a plan whose data directory is temporary. */
  public static RunningSystem start(Plan plan, Progress progress) {
    return new RunningSystem(
        Optional.of(LocalSystem.start(plan, START_WITHIN, progress)), plan.data());
  }

  /** A new directory for a system of a command's own. */
  public static Path temporary() {
    try {
      return Files.createTempDirectory("switchboard-");
    } catch (IOException e) {
      throw new CommandFailure("cannot make a temporary directory: check the disk", e);
    }
  }

  /** Whether this command started it. */
  public boolean isOwn() {
    return own.isPresent();
  }

  /** What runs where, now. */
  public SystemState state() {
    return own.map(LocalSystem::state)
        .or(() -> SystemState.find(data))
        .orElseThrow(() -> new CommandFailure("the system in " + data + " has stopped"));
  }

  /** Opens its front doors; nobody is connected to before the first call. */
  public FrontDoors frontDoors() {
    var now = state();
    return new FrontDoors(now.frontDoors(), now.forClients());
  }

  @Override
  public void close() {
    own.ifPresent(
        system -> {
          system.close();
          delete(data);
        });
  }

  /** Deletes a directory that {@link #temporary} made, with all that is in it. */
  public static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot delete " + directory + ": delete it by hand", e);
    }
  }
}
