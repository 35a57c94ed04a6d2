package switchboard.faults.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.faults.Scale;

/** Three nodes as processes; one is killed under load, and its sessions are to answer again. */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CrashIT {
  private static final int NODES = 3;
  private static final int SHARDS = 60;
  private static final int SESSIONS = Scale.of(90, 300);
  private static final Duration PAUSE = Duration.ofMillis(400);

  /** So long that a machine that does much else at the time keeps it; the figures are printed. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  private enum Victim {
    YOUNGER,
    COORDINATOR
  }

  @Test
  void theSessionsOfACrashedNodeAnswerAgainInAFewSeconds() throws Exception {
    run(Victim.YOUNGER, "on", false);
  }

  @Test
  void alsoWhenItHostedTheCoordinators() throws Exception {
    run(Victim.COORDINATOR, "on", false);
  }

  @Test
  void withoutTheDetectorTheResolverFindsItInTheEnd() throws Exception {
    assumeTrue(Scale.isSuite(), "takes a minute of two cores: run ./build faults");
    run(Victim.YOUNGER, "off", false);
  }

  /**
   * The next life of the node may be a member before the coordinators have moved: what they know of
   * the one before must not be taken for it.
   */
  @Test
  void itsNextLifeAtTheSameAddressIsNotTakenForIt() throws Exception {
    assumeTrue(Scale.isSuite(), "takes a minute of two cores: run ./build faults");
    run(Victim.COORDINATOR, "off", true);
  }

  private static void run(Victim which, String detection, boolean comesBack) throws Exception {
    var settings =
        List.of(
            "switchboard.cluster.shards=" + SHARDS,
            "switchboard.cluster.crash-detection.enabled=" + detection);
    try (var nodes = new NodeProcesses("crash", NODES, NODES, settings)) {
      nodes.startAll();
      var doors = IntStream.range(0, NODES).mapToObj(nodes::frontDoor).toList();
      try (var talkers = new Talkers(Doors.channel(doors), SESSIONS, PAUSE)) {
        talkers.start();
        awaitTalk(talkers, Instant.now());
        // the node that is a member last has few of them at first, and so few sessions to lose
        nodes.awaitSpread();
        int oldest = nodes.oldest();
        int victim = which == Victim.COORDINATOR ? oldest : (oldest + 1) % NODES;
        var shards = nodes.shards(victim);
        var affected =
            talkers.all().stream().filter(it -> shards.contains(it.shard(SHARDS))).toList();
        assertThat(affected).hasSizeGreaterThan(SESSIONS / 10);
        var killed = nodes.kill(victim);
        if (comesBack) {
          nodes.start(victim);
        }
        awaitTalk(talkers, killed);
        talkers.stop();
        int turns = talkers.assertExactlyOnce();
        var silences =
            Spread.of(affected.stream().flatMap(it -> it.silentFrom(killed).stream()).toList());
        print(which, detection, nodes, killed, silences, talkers, turns);
        assertThat(talkers.failed()).as("calls that a stock client gave up").isEmpty();
        assertThat(silences.max()).isLessThan(BOUND);
      }
    }
  }

  /** Until everybody has been answered three times since. */
  private static void awaitTalk(Talkers talkers, Instant since) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> talkers.all().stream().allMatch(talker -> talker.turnsSince(since) >= 3));
  }

  private static void print(
      Victim which,
      String detection,
      NodeProcesses nodes,
      Instant killed,
      Spread silences,
      Talkers talkers,
      int turns) {
    var others =
        Spread.of(talkers.all().stream().flatMap(it -> it.silentFrom(killed).stream()).toList());
    System.out.printf(
        "kill -9, %s, detection %s: next acknowledged turn of the affected sessions %s; of all %s;"
            + " proved after %s, down after %s, removed after %s;"
            + " %d turns, none lost or doubled, %d calls failed%n",
        which,
        detection,
        silences,
        others,
        since(killed, nodes.logged("A node refuses connections")),
        since(killed, nodes.logged("as [Down]")),
        since(killed, nodes.logged("Leader is removing unreachable node")),
        turns,
        talkers.failed().size());
  }

  private static String since(Instant killed, Optional<Instant> when) {
    return when.map(it -> Spread.seconds(Duration.between(killed, it))).orElse("-");
  }
}
