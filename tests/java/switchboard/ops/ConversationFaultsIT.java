package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.simulators.Dials;
import switchboard.simulators.Order;
import switchboard.worker.TestWorker;

/**
 * Faults of single conversations on the real parts, and the facts by which a command names them.
 */
@Timeout(120)
class ConversationFaultsIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** What differs from run to run, and what stands for it. */
  private static final String[] TIMES = {
    "\\d\\d:\\d\\d:\\d\\d UTC", "TIME",
    "process +\\d+", "process PID",
    "epoch +\\d+", "epoch N",
    "claim is \\d+", "claim is N",
    "newest in the store is \\d+", "newest in the store is N",
    "([a-z-]+) \\d+/\\d+", "$1 N/N",
    "\\d+ of 1000", "N of 1000"
  };

  @TempDir static Path dir;
  private static FaultRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = new FaultRig(dir);
  }

  @AfterAll
  static void stop() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  /** What a command prints for scripts. */
  private static JsonNode asked(String operations, String... arguments) throws Exception {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json", "--operations", operations));
    var run = CommandRun.of(all.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    return new JsonMapper().readTree(run.out());
  }

  @Test
  void aSagaThatASilentServiceDoesNotAnswerIsShownWithItsStepAndUntilWhen() throws Exception {
    rig.dial("order", Dials.NEUTRAL.with(new ArrayList<>(List.of("--silent"))));
    try {
      var session = rig.session("silent-service", "delivery");
      var order = FaultRig.order("SLNT", Order.Status.DELIVERED);
      rig.say(session, "What's the status of order " + order + "?");
      await().atMost(LONG).until(() -> step(session).path("state").asText(), "ASKED"::equals);
      assertThat(step(session).path("attempt").asInt()).isPositive();
      assertThat(step(session).path("due").asText()).isNotEmpty();
      awaitFinding(session, "SERVICE_SILENT");
      new Golden("silent-service")
          .run("session", "explain", session, "--operations", rig.operations())
          .check(TIMES);
    } finally {
      rig.dial("order", Dials.NEUTRAL);
    }
  }

  private static void awaitFinding(String session, String code) {
    await()
        .atMost(LONG)
        .until(
            () -> asked(rig.operations(), "session", "explain", session).toString().contains(code));
  }

  private static JsonNode step(String session) throws Exception {
    return asked(rig.operations(), "session", "explain", session).at("/pending/0/saga/steps/0");
  }

  @Test
  void aTurnThatAWorkerStallsOnIsShownWithTheWorker() throws Exception {
    var worker = TestWorker.silent(rig.node().workers(), "stalled", 4);
    try {
      var session = rig.session("stalled-worker", "helper");
      rig.say(session, "hello");
      await()
          .atMost(LONG)
          .until(
              () ->
                  asked(rig.operations(), "session", "explain", session)
                      .at("/openTurns/0/attempt")
                      .asInt(),
              attempt -> attempt == 1);
      var name = "agents/helper/workers/stalled";
      var held = asked(rig.operations(), "worker", "show", name);
      assertThat(held.at("/sessions/0/place/name").asText()).as(held.toString()).isEqualTo(session);
      awaitFinding(session, "WORKER_STALLED");
      new Golden("stalled-worker")
          .run("session", "explain", session, "--operations", rig.operations())
          .run("worker", "show", name, "--operations", rig.operations())
          .check(TIMES);
    } finally {
      worker.close();
    }
  }

  /** Two nodes that each believe to be alone: the store lets only the later claim write. */
  @Test
  void aZombieIsNamedByItsOlderClaim() throws Exception {
    var session = rig.session("zombie", "echo");
    rig.say(session, "hello");
    var claimed = where(rig.operations(), session);
    try (var usurper = rig.secondCluster()) {
      usurper.say(session, "hello");
      var newer = where(usurper.operations(), session);
      var older = where(rig.operations(), session);
      assertThat(older.path("state").asText()).isEqualTo("AWAKE");
      assertThat(older.path("writerEpoch").asLong())
          .isEqualTo(claimed.path("writerEpoch").asLong())
          .isLessThan(newer.path("writerEpoch").asLong());
      new Golden("fenced-off-zombie")
          .run("session", "explain", session, "--operations", rig.operations())
          .run("cluster", "show", "--operations", rig.operations())
          .check(TIMES);
    }
  }

  private static JsonNode where(String operations, String session) throws Exception {
    return asked(operations, "session", "where", session);
  }
}
