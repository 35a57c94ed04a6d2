package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.fakes.MemoryPlacement;
import switchboard.journal.StoreException;
import switchboard.operations.AuditEntry;
import switchboard.operations.AuditEntry.Result;
import switchboard.placement.ClusterNews;
import switchboard.placement.ClusterNews.Kind;

/** {@code switchboard cluster} and its commands. */
@Timeout(60)
class ClusterCommandsIT {
  private static final String NODE = MemoryPlacement.AWAY;

  private final OperatorTerminal terminal = new OperatorTerminal();
  private final MemoryPlacement placement = terminal.placement;

  @AfterEach
  void close() {
    terminal.close();
  }

  @Test
  void theClusterIsShownWithLeaderOldestAndWhoMissesWhom() {
    var result = terminal.run("cluster", "show");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            """
            ADDRESS        NODE              STATUS           IS             ROLES       \
            MISSED BY      SHARDS/ENTITIES
            10.0.0.1:7625  10.0.0.1:8443#-7  UP               leader,oldest  dc-default  \
            -              saga 1/3, session 3/16
            10.0.0.3:7625  -                 UP, unreachable  -              -           \
            10.0.0.1:7625  -
            1 of 2 members are up and answer: NO MAJORITY
            asked: 10.0.0.1:7625
            silent: 10.0.0.3:7625
            """);
  }

  @Test
  void theClusterIsJsonWithAllItsFields() throws Exception {
    var view = terminal.json("cluster", "show");
    assertThat(view.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "members", "asked", "leader", "oldest", "healthy", "majority", "silent");
    assertThat(view.at("/members/1/suspectedBy/0").asText()).isEqualTo("10.0.0.1:7625");
    assertThat(view.at("/members/0/hosted/1/entities").asInt()).isEqualTo(16);
  }

  @Test
  void versionsAreARowForEachNode() {
    var result = terminal.run("cluster", "versions");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            """
            ADDRESS        STATUS           SWITCHBOARD  JAVA    PEKKO  STARTED
            10.0.0.1:7625  UP               1.0          25.0.1  1.2.1  2026-11-22T10:15:30Z
            10.0.0.3:7625  UP, unreachable  1.0          -       -      -
            one release
            silent: 10.0.0.3:7625
            """);
  }

  @Test
  void newsAreLinesAsTheyCome() throws Exception {
    var at = Instant.parse("2026-11-22T10:15:30Z");
    placement.news =
        List.of(
            new ClusterNews(at, Kind.MEMBER, true, "10.0.0.1:7625", "UP", "", "", ""),
            new ClusterNews(at, Kind.SHARD_HOME, true, "10.0.0.1:7625", "", "session", "1", ""),
            new ClusterNews(at, Kind.UNREACHABLE, false, "10.0.0.3:7625", "", "", "", ""),
            new ClusterNews(
                at, Kind.SHARD_HOME, false, "10.0.0.1:7625", "", "session", "7", "10.0.0.3:7625"),
            new ClusterNews(at, Kind.SHARD_LOST, false, "", "", "saga", "4", "10.0.0.3:7625"));
    var result = terminal.run("cluster", "tail", "--seconds", "1");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            2026-11-22T10:15:30Z * MEMBER      10.0.0.1:7625 UP
            2026-11-22T10:15:30Z   UNREACHABLE 10.0.0.3:7625
            2026-11-22T10:15:30Z   SHARD_HOME  session/7 10.0.0.1:7625 from 10.0.0.3:7625
            2026-11-22T10:15:30Z   SHARD_LOST  saga/4 - from 10.0.0.3:7625
            """);
    assertThat(terminal.run("cluster", "tail", "--seconds", "1", "--shards").out())
        .contains("* SHARD_HOME  session/1 10.0.0.1:7625");
    assertThat(terminal.run("cluster", "tail", "--seconds", "1", "--output", "json").out())
        .hasLineCount(5)
        .contains("\"previousNode\":\"10.0.0.3:7625\"");
    await().until(() -> placement.tails == 0);
  }

  @Test
  void aDryRunTellsWhatWouldBeAndLeavesNoEntry() {
    var refused = terminal.run("cluster", "down", NODE, "--dry-run");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out())
        .isEqualTo(
            """
            node     10.0.0.3:7625
            done     no, a dry run
            left     1 of 2 members, up and answering: NO MAJORITY
            refused  MAJORITY_LOST
            silent   10.0.0.3:7625
            """);
    placement.withSecond();
    var result = terminal.run("cluster", "leave", MemoryPlacement.FIRST, "--dry-run", "--force");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("moves   saga: 1 shards with 3 entities in memory")
        .contains("moves   session: 3 shards with 16 entities in memory")
        .contains("left    1 of 3 members, up and answering: NO MAJORITY");
    assertThat(placement.left).isEmpty();
    assertThat(terminal.audit.entries()).isEmpty();
  }

  private OperatorTerminal.Result run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--reason", "it is gone", "--yes"));
    return terminal.run(all.toArray(String[]::new));
  }

  @Test
  void whatIsDoneIsOnRecordWithBeforeAndAfter() {
    placement.withSecond();
    var result = run("cluster", "down-unreachable");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("done    yes", "now     10.0.0.3:7625 DOWN");
    assertThat(terminal.audit.entries())
        .extracting(AuditEntry::action, AuditEntry::target, AuditEntry::before, AuditEntry::after)
        .containsExactly(
            tuple("DownNodes", NODE, "10.0.0.3:7625 UP", ""),
            tuple("DownNodes", NODE, "10.0.0.3:7625 UP", "10.0.0.3:7625 DOWN"));
  }

  @Test
  void whatIsRefusedIsOnRecordToo() {
    placement.withSecond();
    var healthy = run("cluster", "down", MemoryPlacement.SECOND);
    assertThat(healthy.exitCode()).isEqualTo(1);
    assertThat(healthy.err())
        .isEqualTo(
            "switchboard: The node is reachable and answers: let it leave in order, or force"
                + " it.\n");
    assertThat(run("cluster", "leave", NODE).err()).contains("does not answer");
    assertThat(run("cluster", "leave", "10.0.0.9:1").err()).contains("No member of the cluster");
    assertThat(run("cluster", "leave", MemoryPlacement.SECOND).err()).contains("majority");
    assertThat(placement.left).isEmpty();
    assertThat(terminal.audit.entries().stream().filter(it -> it.result() != Result.ASKED))
        .extracting(AuditEntry::action, AuditEntry::result, AuditEntry::problem, AuditEntry::after)
        .containsExactly(
            tuple("DownNodes", Result.REFUSED, "NODE_HEALTHY", "10.0.0.2:7625 UP"),
            tuple("LeaveNode", Result.REFUSED, "NODE_SILENT", "10.0.0.3:7625 UP"),
            tuple("LeaveNode", Result.REFUSED, "NODE_NOT_FOUND", "10.0.0.9:1 REMOVED"),
            tuple("LeaveNode", Result.REFUSED, "MAJORITY_LOST", "10.0.0.2:7625 UP"));
  }

  @Test
  void byForceANodeLeavesAlsoWithoutAMajority() {
    placement.withSecond();
    assertThat(run("cluster", "leave", MemoryPlacement.SECOND, "--force").exitCode()).isZero();
    assertThat(placement.left).containsExactly(MemoryPlacement.SECOND);
  }

  @Test
  void withoutAnEntryNothingIsDone() {
    placement.withSecond();
    terminal.audit.failure = new StoreException.Unavailable("away", null);
    assertThat(run("cluster", "leave", MemoryPlacement.SECOND, "--force").err())
        .contains("so it was not done");
    assertThat(placement.left).isEmpty();
  }

  @Test
  void whatIsNoChangeOfTheCommandLineIsRefusedThere() {
    assertThat(terminal.run("cluster", "down", NODE, "--yes").exitCode()).isEqualTo(2);
    assertThat(terminal.run("cluster", "down", NODE, "--reason", "x").exitCode()).isEqualTo(2);
    assertThat(terminal.run("cluster", "down", "--reason", "x", "--yes").exitCode()).isEqualTo(2);
    var nonsense = run("cluster", "down", "nonsense");
    assertThat(nonsense.exitCode()).isEqualTo(1);
    assertThat(nonsense.err()).hasLineCount(1);
  }

  @Test
  void aNodeThatIsNoMemberSaysSo() {
    placement.member = false;
    for (var command : List.of("show", "versions", "tail")) {
      var result = terminal.run("cluster", command);
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("has not joined the cluster yet").hasLineCount(1);
    }
  }

  @Test
  void joiningSaysWhereTheNodeIsAndWhatToDo() {
    var there = alone("cluster", "join", terminal.address(), "--to", MemoryPlacement.FIRST);
    assertThat(there.exitCode()).isZero();
    assertThat(there.out()).endsWith(" is in the cluster of 10.0.0.1:7625 already\n");
    var elsewhere = alone("cluster", "join", terminal.address(), "--to", "10.0.0.9:7625");
    assertThat(elsewhere.exitCode()).isEqualTo(1);
    assertThat(elsewhere.err())
        .contains("is in another cluster, of 2 members", "stop it", "contact-points")
        .hasLineCount(1);
    assertThat(alone("cluster", "join", "127.0.0.1:1", "--to", NODE).err())
        .contains("127.0.0.1:1 gives no answer", "contact-points")
        .hasLineCount(1);
  }

  /** Without naming nodes to ask. */
  private static OperatorTerminal.Result alone(String... arguments) {
    return OperatorTerminal.alone(arguments);
  }
}
