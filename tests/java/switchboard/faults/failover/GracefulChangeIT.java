package switchboard.faults.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.faults.Scale;

/** Nodes as processes come and go in good order while people talk: nobody notices. */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class GracefulChangeIT {
  @BeforeAll
  static void onlyInTheSuite() {
    assumeTrue(Scale.isSuite(), "takes minutes of two cores: run ./build faults");
  }

  private static final int NODES = 3;
  private static final int MORE_NODES = 5;
  private static final int SESSIONS = 300;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Test
  void aRollingRestartFailsNoCall() throws Exception {
    try (var nodes = new NodeProcesses("rolling", NODES, NODES, List.of());
        var talkers = talkers(nodes, NODES)) {
      nodes.startAll();
      talkers.start();
      awaitTurns(talkers);
      for (int node = 0; node < NODES; node++) {
        assertThat(nodes.stop(node)).as("exit code").isZero();
        awaitTurns(talkers);
        nodes.start(node);
        await().atMost(PATIENCE).until(nodes::isWhole);
        awaitTurns(talkers);
      }
      end("rolling restart of 3 nodes", talkers);
    }
  }

  @Test
  void nodesThatAreAddedGetTheirShareAndGiveItBack() throws Exception {
    try (var nodes = new NodeProcesses("scale", NODES, MORE_NODES, List.of());
        var talkers = talkers(nodes, MORE_NODES)) {
      nodes.startAll();
      talkers.start();
      awaitTurns(talkers);
      for (int node = NODES; node < MORE_NODES; node++) {
        nodes.start(node);
      }
      await().atMost(PATIENCE).until(nodes::isWhole);
      await()
          .atMost(PATIENCE)
          .until(() -> nodes.shards(NODES).size() > 3 && nodes.shards(MORE_NODES - 1).size() > 3);
      awaitTurns(talkers);
      for (int node = NODES; node < MORE_NODES; node++) {
        assertThat(nodes.stop(node)).as("exit code").isZero();
        await().atMost(PATIENCE).until(nodes::isWhole);
      }
      awaitTurns(talkers);
      end("3 nodes to 5 and back", talkers);
    }
  }

  private static Talkers talkers(NodeProcesses nodes, int most) {
    var doors = IntStream.range(0, most).mapToObj(nodes::frontDoor).toList();
    return new Talkers(Doors.channel(doors), SESSIONS, PAUSE);
  }

  /** Until everybody has been answered three times more. */
  private static void awaitTurns(Talkers talkers) {
    var since = Instant.now();
    await()
        .atMost(PATIENCE)
        .until(() -> talkers.all().stream().allMatch(talker -> talker.turnsSince(since) >= 3));
  }

  private static void end(String what, Talkers talkers) throws Exception {
    talkers.stop();
    int turns = talkers.assertExactlyOnce();
    var stalls = Spread.of(talkers.all().stream().map(Talkers.Talker::longestStall).toList());
    System.out.printf(
        "%s: longest wait of each session %s; %d turns, none lost or doubled, %d calls failed%n",
        what, stalls, turns, talkers.failed().size());
    assertThat(talkers.failed()).as("calls that a stock client gave up").isEmpty();
  }
}
