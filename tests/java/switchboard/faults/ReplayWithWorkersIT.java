package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;
import switchboard.examples.Program;
import switchboard.examples.TypeScript;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.ops.PrintedProgress;
import switchboard.ops.client.RunningSystem;

/**
 * {@code replay --check-state} against nodes that are processes, answered by two workers in
 * TypeScript; one of them is killed with SIGKILL and started again, over and over.
 */
@Tag("faults")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ReplayWithWorkersIT {
  private static final int NODES = Scale.of(2, 3);
  private static final int DIALOGUES = Scale.of(12, 256);
  private static final int AT_ONCE = Scale.of(6, 64);
  private static final int LEAST_KILLS = Scale.of(2, 5);
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(Scale.of(1_500, 10_000));

  /** Of an answer: so long that turns are open when their worker is killed. */
  private static final Duration THINKING = Duration.ofMillis(Scale.of(400, 1_000));

  /**
   * Turns at a time of the worker that lives. A session stays with its worker, so after the first
   * kill that one has most sessions; what is too much for it goes to the other.
   */
  private static final int FEW = AT_ONCE / 6;

  private static final int MANY = AT_ONCE;

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String AGENT = "helper";
  private static final List<Path> REAL =
      List.of(
          Path.of("../shared/data/sgd/dev_dialogues_001.json.gz"),
          Path.of("../shared/data/sgd/dev_dialogues_014.json.gz"));

  @TempDir Path directory;
  private RunningSystem system;
  private Program steady;
  private Program mortal;

  @BeforeEach
  void start() throws Exception {
    TypeScript.prepare();
    var plan =
        Plan.standard(RunningSystem.temporary(), NODES, Ports.free(NODES), Scale.seed())
            .withKafka(new Plan.Kafka.BrokerOnly())
            .withNodeProperties(
                Map.of(
                    "switchboard.workers.agents." + AGENT + ".turn-timeout",
                    "30s",
                    "pekko.cluster.sharding.passivation.switchboard.idle-entity.timeout",
                    "5s"));
    system = RunningSystem.start(plan, new PrintedProgress(new PrintWriter(new StringWriter())));
    steady = worker("steady", FEW);
    mortal = worker("mortal", MANY);
    await().atMost(LONG).until(() -> isConnected(steady) && isConnected(mortal));
  }

  @AfterEach
  void stop() {
    for (var worker : new Program[] {steady, mortal}) {
      if (worker != null) {
        worker.close();
      }
    }
    if (system != null) {
      system.close();
    }
  }

  @Test
  void everyTurnIsAnsweredOnceAndEveryStateIsRightWhileOneOfTwoWorkersIsKilled() throws Exception {
    var out = new StringWriter();
    var said = new StringWriter();
    int kills;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var replay = threads.submit(() -> replay(out, said));
      kills = killUntilPlayed(replay, said);
      assertThat(replay.get(LONG.multipliedBy(5).toSeconds(), TimeUnit.SECONDS))
          .as("%s%n%s", out, said)
          .isZero();
    }
    var report = new JsonMapper().readTree(out.toString());
    System.out.println(kills + " kills of a worker: " + out);
    assertThat(report.path("differences").isEmpty()).isTrue();
    assertThat(count(report, "dialoguesPlayed")).isEqualTo(DIALOGUES);
    assertThat(count(report, "turnsOfWorkers")).isGreaterThanOrEqualTo(DIALOGUES);
    assertThat(count(report, "workersThatAnswered")).isEqualTo(2);
    assertThat(count(report, "rawSessions")).isEqualTo(DIALOGUES);
    // otherwise nothing is shown
    assertThat(kills).isGreaterThanOrEqualTo(LEAST_KILLS);
    assertThat(count(report, "turnsHandedOutAgain")).isPositive();
    steady.terminate();
    assertThat(steady.exitCode(20)).isZero();
  }

  /** What somebody types. */
  private int replay(StringWriter out, StringWriter said) throws Exception {
    var arguments = new ArrayList<>(List.of("replay"));
    files().forEach(file -> arguments.add(file.toString()));
    arguments.addAll(List.of("--check-state", "--agent", AGENT, "--output", "json"));
    arguments.addAll(List.of("--data", system.state().data(), "--seed", "" + Scale.seed()));
    arguments.addAll(List.of("--limit", "" + DIALOGUES, "--parallel", "" + AT_ONCE));
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(said))
        .execute(arguments.toArray(String[]::new));
  }

  private int killUntilPlayed(Future<?> replay, StringWriter said) throws Exception {
    int kills = 0;
    while (!isOverAfter(BETWEEN_KILLS, replay) && !said.toString().contains("dialogues played")) {
      mortal.kill();
      mortal.exitCode(10);
      kills++;
      mortal = worker("mortal", MANY);
      await().atMost(LONG).until(() -> isConnected(mortal));
    }
    return kills;
  }

  private static boolean isOverAfter(Duration time, Future<?> replay) throws Exception {
    try {
      replay.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException goesOn) {
      return false;
    }
  }

  private Program worker(String instance, int capacity) throws Exception {
    var addresses = system.state().workers();
    return TypeScript.start(
        "worker",
        certificates(),
        "--workers",
        String.join(",", instance.equals("mortal") ? addresses.reversed() : addresses),
        "--agent",
        AGENT,
        "--plays",
        "parrot",
        "--instance",
        instance,
        "--capacity",
        "" + capacity,
        "--delay",
        "" + THINKING.toMillis());
  }

  /** By which the nodes know that it is a worker. */
  private Map<String, String> certificates() {
    var tls = Path.of(system.state().tls());
    return Map.of(
        "SWITCHBOARD_AUTHORITY_FILE", tls.resolve("authority.pem").toString(),
        "SWITCHBOARD_CERTIFICATE_FILE", tls.resolve("worker.pem").toString(),
        "SWITCHBOARD_KEY_FILE", tls.resolve("worker.key").toString());
  }

  private static boolean isConnected(Program worker) {
    return worker.lines().stream().anyMatch(line -> line.startsWith("worker: connected to"));
  }

  /** Real dialogues where they are; in a clone without them dialogues of the same form. */
  private List<Path> files() throws Exception {
    if (REAL.stream().allMatch(Files::exists)) {
      return REAL;
    }
    var dialogues = new JsonMapper().createArrayNode();
    for (int i = 0; i < DIALOGUES; i++) {
      dialogues.add(HandMadeDialogue.of(i));
    }
    return List.of(Files.writeString(directory.resolve("dialogues.json"), dialogues.toString()));
  }

  private static long count(JsonNode report, String name) {
    return report.path(name).asLong(-1);
  }
}
