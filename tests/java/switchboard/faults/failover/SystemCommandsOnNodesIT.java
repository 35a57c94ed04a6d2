package switchboard.faults.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import switchboard.Main;

/** What operators ask about processes, of three real nodes, one of which is then stopped. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SystemCommandsOnNodesIT {
  private static final int NODES = 3;
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static NodeProcesses nodes;

  private record Result(int exitCode, String out, String err, Duration took) {}

  @BeforeAll
  static void start() throws Exception {
    nodes = new NodeProcesses("system", NODES, NODES, List.of());
    nodes.startAll();
    await().atMost(PATIENCE).until(nodes::isWhole);
    // the first handshakes of a JVM may take longer than a command waits, beside other builds
    await().atMost(PATIENCE).until(() -> run("system", "info").exitCode() == 0);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  /** Asks the nodes in this order. */
  private static Result run(List<Integer> order, String... arguments) throws Exception {
    var addresses = new ArrayList<String>();
    for (int node : order) {
      addresses.add(nodes.operations(node));
    }
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--operations", String.join(",", addresses)));
    var out = new StringWriter();
    var err = new StringWriter();
    long began = System.nanoTime();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    var took = Duration.ofNanos(System.nanoTime() - began);
    return new Result(exitCode, out.toString(), err.toString(), took);
  }

  private static Result run(String... arguments) throws Exception {
    return run(List.of(0, 1, 2), arguments);
  }

  private static JsonNode json(String... arguments) throws Exception {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json"));
    var result = run(all.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return new JsonMapper().readTree(result.out());
  }

  @Test
  @Order(1)
  void everyNodeTellsOfItsProcess() throws Exception {
    var info = json("system", "info").path("nodes");
    assertThat(info).hasSize(NODES);
    for (var node : info) {
      assertThat(node.path("heapUsed").asLong()).isPositive();
      assertThat(node.path("heapMax").asLong()).isLessThanOrEqualTo(256L << 20);
      assertThat(node.path("collectors").asText()).contains("MarkSweepCompact");
      assertThat(node.path("sessions").asInt(-1)).isZero();
      assertThat(node.path("openFiles").asLong()).isPositive();
    }
    assertThat(info.findValuesAsText("processId")).doesNotHaveDuplicates().hasSize(NODES);

    var threads = json("system", "threads", "--top", "200").path("nodes");
    assertThat(threads).hasSize(NODES);
    assertThat(threads.get(0).path("pools").findValuesAsText("name"))
        .contains("switchboard-pekko.actor.default-dispatcher-#");
    assertThat(threads.get(0).path("deadlocked")).isEmpty();
  }

  @Test
  @Order(1)
  void oneNodesClassesAreCounted() throws Exception {
    var heap = json("system", "heap", "--classes", "5", "--yes", "--node", nodes.address(1));
    assertThat(heap.path("nodes")).hasSize(1);
    assertThat(heap.at("/nodes/0/node/address").asText()).isEqualTo(nodes.address(1));
    assertThat(heap.at("/nodes/0/classes")).hasSize(5);
    assertThat(heap.at("/nodes/0/classes/0/name").asText()).isEqualTo("[B");
    assertThat(json("system", "heap").path("nodes")).hasSize(NODES);
  }

  @Test
  @Order(1)
  void settingsSayWhereTheyComeFromAndHideTheKeys() throws Exception {
    var shown = run("config", "show").out();
    assertThat(shown.lines())
        .anyMatch(line -> line.matches("switchboard.redis.uri +all +--set +redis://\\S+"))
        .anyMatch(
            line ->
                line.matches("switchboard.redis.mode +all +redis.conf:\\d+ \\(built in\\) +st.*"))
        .anyMatch(
            line -> line.matches("switchboard.privacy.key-encryption-keys +all .* \\(hidden\\)"));
    assertThat(shown).doesNotContain("AAECAwQF");
    // each node has ports of its own
    assertThat(shown.lines().filter(line -> line.startsWith("switchboard.front-door.port ")))
        .hasSize(NODES);
    assertThat(json("config", "show", "pekko.cluster").at("/nodes/0/settings").size())
        .isGreaterThan(100);
  }

  @Test
  @Order(1)
  void aLevelIsSetOnAllNodesOnRecordAndPutBackByItself() throws Exception {
    var set =
        run(
            "log",
            "level",
            "switchboard.cluster",
            "DEBUG",
            "--for",
            "2s",
            "--reason",
            "to see",
            "--yes");
    assertThat(set.exitCode()).as(set.err()).isZero();
    assertThat(set.out().lines().filter(line -> line.contains("switchboard.cluster  DEBUG")))
        .hasSize(NODES);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                run("log", "level", "switchboard.cluster")
                        .out()
                        .lines()
                        .filter(line -> line.matches(".* switchboard.cluster +INFO \\(inh.*"))
                        .count()
                    == NODES);
    assertThat(run("log", "level").out()).doesNotContain("DEBUG");
    assertThat(run("audit", "list").out()).contains("SetLogLevel", "to see");
    // the audit tells of it in the log of the node that was asked
    assertThat(run("log", "tail", "--logger", "switchboard.operations.Audit").out())
        .contains("An operator's change");
  }

  @Test
  @Order(2)
  void oneStopsAndEveryCommandSaysSoSoon() throws Exception {
    var followed = new StringWriter();
    var follower = follow(followed);
    try {
      await().atMost(PATIENCE).until(() -> followed.toString().contains("#"));
      nodes.signal(2, "STOP");
      var missing = "silent: " + nodes.address(2);
      for (var command :
          List.of(
              List.of("system", "info"),
              List.of("system", "threads"),
              List.of("system", "heap"),
              List.of("system", "heap", "--classes", "3", "--yes"),
              List.of("log", "level"),
              List.of("config", "show", "switchboard.redis"))) {
        // the one that hangs is asked first
        var result = run(List.of(2, 0, 1), command.toArray(String[]::new));
        assertThat(result.took()).as(command.toString()).isLessThan(SOON);
        assertThat(result.err()).as(command.toString()).isEmpty();
        if (nodes.logged("Leader is removing unreachable node").isEmpty()) {
          assertThat(result.exitCode()).as(command.toString()).isEqualTo(1);
          assertThat(result.out()).as(command.toString()).contains(missing);
        }
      }
      var stopped = "-- " + nodes.address(2);
      await().atMost(PATIENCE).until(() -> followed.toString().contains(stopped + " gives no"));
      await().atMost(PATIENCE).until(() -> followed.toString().contains(stopped + " is no member"));
      nodes.signal(2, "CONT");
      assertThat(nodes.ended(2, PATIENCE)).isEqualTo(75);
      nodes.start(2);
      await()
          .atMost(PATIENCE)
          .until(() -> followed.toString().matches("(?s).*-- \\S+#-?\\d+ answers\n.*"));
    } finally {
      follower.interrupt();
    }
    assertThat(follower.join(Duration.ofSeconds(10))).isTrue();
  }

  private static Thread follow(StringWriter out) throws Exception {
    var addresses = nodes.operations(0) + "," + nodes.operations(1);
    return Thread.ofPlatform()
        .start(
            () ->
                Main.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .execute("log", "tail", "--follow", "--operations", addresses));
  }

  @Test
  @Order(3)
  void aNodeThatIsKilledIsMissingUntilItIsGone() throws Exception {
    nodes.kill(2);
    for (var command : List.of(List.of("system", "info"), List.of("log", "tail"))) {
      var result = run(List.of(2, 0, 1), command.toArray(String[]::new));
      assertThat(result.took()).as(command.toString()).isLessThan(SOON);
      assertThat(result.err()).as(command.toString()).isEmpty();
      assertThat(result.out()).as(command.toString()).contains("#");
    }
    await().atMost(PATIENCE).until(() -> run("system", "info").exitCode() == 0);
    assertThat(json("system", "info").path("nodes")).hasSize(NODES - 1);
  }
}
