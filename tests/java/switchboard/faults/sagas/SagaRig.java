package switchboard.faults.sagas;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import switchboard.Main;
import switchboard.faults.sagas.LedgerFile.Line;
import switchboard.local.JavaProcess;
import switchboard.local.LocalSystem;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.SystemState;
import switchboard.local.SystemState.PartState;
import switchboard.local.TestKafka;
import switchboard.ops.client.FrontDoors;
import switchboard.simulators.DialsFile;

/**
 * The whole system as processes: three nodes and the three services under a supervisor that starts
 * again what dies, and a Redis and a broker that stay away for as long as a test wants. All on
 * loopback and on free ports.
 */
final class SagaRig implements AutoCloseable {
  static final int NODES = 3;

  /** By when a saga ends, at the latest with a partial result or taken back. */
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final Duration START_WITHIN = Duration.ofMinutes(3);

  private final Path dir;
  private final List<Integer> ports = TestKafka.freePorts(3);
  private final LocalSystem system;
  private final FrontDoors doors;
  private RedisServer redis;
  private JavaProcess broker;

  private SagaRig(Path dir, long seed) throws IOException {
    this.dir = dir;
    startRedis();
    startBroker();
    var plan =
        Plan.standard(dir.resolve("system"), NODES, Ports.free(NODES), seed)
            .withRedis(Optional.of(redis.uri()), "always")
            .withKafka(new Plan.Kafka.External("127.0.0.1:" + ports.get(1)))
            .withNodeProperties(
                Map.of(
                    "switchboard.delivery.order-status-deadline", DEADLINE.toSeconds() + " s",
                    "switchboard.delivery.mark-delivered-deadline", DEADLINE.toSeconds() + " s"));
    system = LocalSystem.start(plan, START_WITHIN, new Unheard());
    doors = new FrontDoors(system.state().frontDoors(), system.state().forClients());
  }

  static SagaRig start(long seed) throws IOException {
    var parent = Files.createDirectories(Path.of("target", "faults").toAbsolutePath());
    return new SagaRig(Files.createTempDirectory(parent, "sagas-"), seed);
  }

  /** Where everything is kept, the processes' logs among it. */
  Path dir() {
    return dir;
  }

  FrontDoors doors() {
    return doors;
  }

  /** What runs where. */
  SystemState state() {
    return system.state();
  }

  /** The parts that the supervisor runs: nodes and services. */
  List<PartState> parts() {
    return system.state().parts();
  }

  /** SIGKILL to a node or a service; the supervisor starts it again. */
  void kill(String name) {
    var killed = part(name).pid();
    ProcessHandle.of(killed).ifPresent(ProcessHandle::destroyForcibly);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> part(name).pid() != killed && part(name).pid() != 0);
  }

  private PartState part(String name) {
    return parts().stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  /** SIGKILL; it stays away until it is started again. */
  void killRedis() {
    redis.kill();
  }

  void startRedis() {
    redis = RedisServer.start(ports.get(0), dir.resolve("redis"), Fsync.ALWAYS);
  }

  /** SIGKILL; it stays away until it is started again. */
  void killBroker() throws InterruptedException {
    broker.kill();
  }

  void startBroker() throws IOException {
    broker =
        JavaProcess.start(
            Main.class,
            "kafka broker ready",
            "broker",
            "--port",
            "" + ports.get(1),
            "--controller-port",
            "" + ports.get(2),
            "--data",
            dir.resolve("kafka").toString(),
            "--child");
  }

  /** Dials a running service, as {@code simulators dial} does; what is not named stays. */
  void dial(String service, String... options) throws IOException {
    var file = DialsFile.in(data(service));
    file.write(file.read().with(List.of(options)));
  }

  void dialAll(String... options) throws IOException {
    for (var service : Plan.SIMULATORS) {
      dial(service, options);
    }
  }

  /** Every service answers everything once, at once. */
  void heal() throws IOException {
    dialAll(
        "--latency 0 --errors 0 --talking --duplicates 0 --lose 0 --in-order --refuse none"
            .split(" ", -1));
  }

  /** Each service's ledger, whole. */
  List<List<Line>> ledgers() throws IOException {
    var ledgers = new ArrayList<List<Line>>();
    for (var service : Plan.SIMULATORS) {
      ledgers.add(LedgerFile.read(data(service).resolve("ledger.jsonl")));
    }
    return ledgers;
  }

  private Path data(String service) {
    return dir.resolve("system").resolve("simulators").resolve(service);
  }

  /** Lets the time of an outage pass. */
  static void pass(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  @Override
  public void close() {
    doors.close();
    system.close();
    try {
      broker.kill();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    redis.kill();
  }

  /** The supervisor's reports are in the logs. */
  private static final class Unheard implements Progress {
    @Override
    public void started(String part, long pid) {}

    @Override
    public void ready(String part, String address, long pid, Duration took) {}

    @Override
    public void died(String part, int exitCode, Duration startedAgainIn, String log) {}

    @Override
    public void stopping(String part) {}
  }
}
