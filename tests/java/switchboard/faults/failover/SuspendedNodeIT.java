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

/** A node that hangs is not a dead one, and finds out for itself that it was given up. */
@Tag("faults")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SuspendedNodeIT {
  @BeforeAll
  static void onlyInTheSuite() {
    assumeTrue(Scale.isSuite(), "takes minutes of two cores: run ./build faults");
  }

  private static final int NODES = 3;
  private static final int SESSIONS = 30;
  private static final int DOWNED = 75;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void itIsDownedByTheResolverAndEndsWithACodeOfItsOwnWhenItGoesOn() throws Exception {
    try (var nodes = new NodeProcesses("suspended", NODES, NODES, List.of());
        var talkers = talkers(nodes)) {
      nodes.startAll();
      talkers.start();
      awaitTurns(talkers);
      nodes.signal(2, "STOP");
      var stopped = Instant.now();
      await()
          .atMost(PATIENCE)
          .until(() -> nodes.logged("Leader is removing unreachable node").isPresent());
      var removed = nodes.logged("Leader is removing unreachable node").orElseThrow();
      assertThat(nodes.logged("A node refuses connections")).as("proof of a death").isEmpty();
      nodes.signal(2, "CONT");
      assertThat(nodes.ended(2, PATIENCE)).isEqualTo(DOWNED);
      awaitTurns(talkers);
      talkers.stop();
      int turns = talkers.assertExactlyOnce();
      System.out.printf(
          "SIGSTOP: removed after %s, ended with %d when it went on;"
              + " %d turns, none lost or doubled, %d calls failed%n",
          Spread.seconds(Duration.between(stopped, removed)),
          DOWNED,
          turns,
          talkers.failed().size());
    }
  }

  private static Talkers talkers(NodeProcesses nodes) {
    var doors = IntStream.range(0, NODES).mapToObj(nodes::frontDoor).toList();
    return new Talkers(Doors.channel(doors), SESSIONS, Duration.ofMillis(500));
  }

  private static void awaitTurns(Talkers talkers) {
    var since = Instant.now();
    await()
        .atMost(PATIENCE)
        .until(() -> talkers.all().stream().allMatch(talker -> talker.turnsSince(since) >= 3));
  }
}
