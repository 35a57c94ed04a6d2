package switchboard.ops;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.SystemState;
import switchboard.ops.check.RawStoreAddress;
import switchboard.ops.check.StateReplay;
import switchboard.ops.check.StateReport;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.RunningSystem;
import switchboard.ops.replay.Corpus.Dialogue;

/** What only a check of states is told, and how it finds the system to check. */
final class StateOptions {
  private static final int NODES = 3;

  /** In a system of its own, so that nobody waits for long. */
  private static final Map<String, String> SHORT_IDLE =
      Map.of("pekko.cluster.sharding.passivation.switchboard.idle-entity.timeout", "10s");

  @Option(
      names = "--kill",
      paramLabel = "N",
      defaultValue = "0",
      description = "With --check-state: kills a random node N times in the middle (SIGKILL)")
  private int kills;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "With --check-state: by when unused sessions have left the memory; with --address it"
              + " always waits so long")
  private int idleSeconds;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description = "With --check-state and --address: the Redis to read, redis://HOST:PORT")
  private String redis;

  @Option(
      names = "--kek",
      paramLabel = "FILE",
      description = "With --redis: the file of the key-encryption keys")
  private Path kek;

  StateReport check(
      List<Dialogue> dialogues,
      String agent,
      Target target,
      int parallel,
      long seed,
      PrintWriter out)
      throws InterruptedException {
    if (kills < 0 || idleSeconds < 0) {
      throw new CommandFailure("--kill and --idle are 0 or more");
    }
    Consumer<String> progress =
        said -> {
          out.println(said);
          out.flush();
        };
    if (target.addresses != null) {
      var raw =
          Optional.ofNullable(redis).map(url -> new RawStoreAddress(url, Optional.ofNullable(kek)));
      return check(
          dialogues,
          target.open(),
          Optional.empty(),
          options(agent, parallel, seed, raw),
          progress);
    }
    try (var system = findOrStart(target.data, seed, new PrintedProgress(out))) {
      var state = system.state();
      var raw =
          new RawStoreAddress(state.redis(), Optional.of(Path.of(state.data()).resolve("kek")));
      return check(
          dialogues,
          system.frontDoors(),
          Optional.of(system::state),
          options(agent, parallel, seed, Optional.of(raw)),
          progress);
    }
  }

  private static RunningSystem findOrStart(Path data, long seed, PrintedProgress progress) {
    if (SystemState.find(data).isPresent()) {
      return RunningSystem.findOrStart(data, NODES, seed, Map.of(), progress);
    }
    var plan =
        Plan.standard(RunningSystem.temporary(), NODES, Ports.free(NODES), seed)
            .withKafka(new Plan.Kafka.BrokerOnly())
            .withNodeProperties(SHORT_IDLE);
    return RunningSystem.start(plan, progress);
  }

  private StateReplay.Options options(
      String agent, int parallel, long seed, Optional<RawStoreAddress> raw) {
    return new StateReplay.Options(
        agent, parallel, kills, Duration.ofSeconds(idleSeconds), seed, raw);
  }

  private static StateReport check(
      List<Dialogue> dialogues,
      FrontDoors opened,
      Optional<Supplier<SystemState>> system,
      StateReplay.Options options,
      Consumer<String> progress)
      throws InterruptedException {
    try (var doors = opened) {
      return new StateReplay(doors, system, options, progress).check(dialogues);
    }
  }
}
