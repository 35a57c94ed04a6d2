package switchboard.faults.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;
import switchboard.local.TestKafka;
import switchboard.ops.Pty;

/** The live screen in real terminals, of three real nodes, one of which is then stopped. */
@Timeout(value = 170, unit = TimeUnit.SECONDS)
class TopOnNodesIT {
  private static final int NODES = 3;
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static NodeProcesses nodes;

  @TempDir private Path dir;

  @BeforeAll
  static void start() throws Exception {
    nodes = new NodeProcesses("top", NODES, NODES, List.of());
    nodes.startAll();
    await().atMost(PATIENCE).until(nodes::isWhole);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static String operations(Integer... order) throws Exception {
    var addresses = new ArrayList<String>();
    for (int node : order) {
      addresses.add(nodes.operations(node));
    }
    return String.join(",", addresses);
  }

  private static JsonNode figures() throws Exception {
    var out = new StringWriter();
    Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .execute("top", "--once", "--output", "json", "--operations", operations(0, 1, 2));
    return new JsonMapper().readTree(out.toString());
  }

  private static long sum(JsonNode figures, String field) {
    long sum = 0;
    for (var node : figures.get("nodes")) {
      sum += node.get(field).asLong();
    }
    return sum;
  }

  @Test
  void theScreenShowsTurnsAndAStoppedNodeAndLeavesTheTerminalAsItWas() throws Exception {
    var before = figures();
    var channel =
        NettyChannelBuilder.forAddress("127.0.0.1", nodes.frontDoor(0)).usePlaintext().build();
    try (var people = new Talkers(channel, 4, Duration.ofMillis(100));
        var narrow =
            new Pty(dir.resolve("narrow"), 80, 24, "top", "--operations", operations(0, 1, 2));
        var wide =
            new Pty(dir.resolve("wide"), 200, 50, "top", "--operations", operations(2, 1, 0))) {
      people.start();
      await().atMost(PATIENCE).until(() -> narrow.screen().contains("3 of 3 nodes up"));
      await().atMost(PATIENCE).until(() -> wide.screen().contains("3 of 3 nodes up"));
      for (int node = 0; node < NODES; node++) {
        assertThat(narrow.screen()).contains(nodes.address(node));
        assertThat(wide.screen()).contains(nodes.address(node));
      }
      assertThat(wide.screen()).contains("ACKS/S", "PUSHED/S", "VERSION");
      // four people, each some turns a second
      await().atMost(PATIENCE).until(() -> turnsPerSecond(narrow.screen()) > 1);
      await().atMost(PATIENCE).until(() -> wide.screen().contains("lag failover-"));
      await().atMost(PATIENCE).until(() -> sum(figures(), "messagesAnswered") > 10);
      var after = figures();
      assertThat(sum(after, "messagesAcknowledged"))
          .isGreaterThan(sum(before, "messagesAcknowledged"));
      assertThat(after.at("/acknowledgement/count").asLong()).isPositive();

      nodes.signal(2, "STOP");
      var stopped = nodes.address(2);
      for (var terminal : List.of(narrow, wide)) {
        await()
            .atMost(SOON)
            .until(
                () ->
                    terminal.screen().contains("silent: " + stopped)
                        && terminal.screen().contains("2 of 3 nodes up"));
      }

      narrow.type("q");
      wide.type("\003");
      for (var terminal : List.of(narrow, wide)) {
        assertThat(terminal.ended(PATIENCE)).as(terminal.screen()).isZero();
        assertThat(terminal.modesAfter()).isEqualTo(terminal.modesBefore());
        assertThat(terminal.raw().lastIndexOf("\033[?1049l"))
            .isGreaterThan(terminal.raw().lastIndexOf("\033[?1049h"));
        assertThat(terminal.raw().lastIndexOf("\033[?25h"))
            .isGreaterThan(terminal.raw().lastIndexOf("\033[?25l"));
      }
    } finally {
      nodes.signal(2, "CONT");
    }
  }

  private static double turnsPerSecond(String screen) {
    return screen
        .lines()
        .filter(line -> line.matches("[0-9.]+ turns/s.*"))
        .map(line -> Double.parseDouble(line.substring(0, line.indexOf(' '))))
        .findFirst()
        .orElse(0.0);
  }

  @Test
  void whoNeverAnswersIsOneLineAndTheTerminalIsAsItWas() throws Exception {
    int nobody = TestKafka.freePorts(1).getFirst();
    try (var terminal =
        new Pty(dir.resolve("nobody"), 80, 24, "top", "--operations", "127.0.0.1:" + nobody)) {
      await().atMost(PATIENCE).until(() -> terminal.screen().contains("no node answered within"));
      assertThat(terminal.screen()).contains("no node has answered yet");
      terminal.type("q");
      assertThat(terminal.ended(PATIENCE)).isEqualTo(1);
      assertThat(terminal.modesAfter()).isEqualTo(terminal.modesBefore());
      assertThat(terminal.screen().lines().filter(line -> line.startsWith("switchboard: no node")))
          .hasSize(1);
    }
  }

  @Test
  void aSignalLeavesTheTerminalAsItWasToo() throws Exception {
    try (var terminal =
        new Pty(dir.resolve("killed"), 80, 24, "top", "--operations", operations(0, 1))) {
      await().atMost(PATIENCE).until(() -> terminal.screen().contains("nodes up"));
      terminal.resize(100, 30);
      await().atMost(SOON).until(() -> terminal.screen().lines().count() > 24);
      terminal.terminate();
      assertThat(terminal.ended(PATIENCE)).isEqualTo(143);
      assertThat(terminal.modesAfter()).isEqualTo(terminal.modesBefore());
      assertThat(terminal.raw().lastIndexOf("\033[?1049l"))
          .isGreaterThan(terminal.raw().lastIndexOf("\033[?1049h"));
    }
  }
}
