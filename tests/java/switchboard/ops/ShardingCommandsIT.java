package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.fakes.MemoryPlacement;
import switchboard.operations.AuditEntry;
import switchboard.operations.AuditEntry.Result;

/** {@code switchboard sharding} and its commands. */
@Timeout(60)
class ShardingCommandsIT {
  private final OperatorTerminal terminal = new OperatorTerminal();
  private final MemoryPlacement placement = terminal.placement.withSecond();

  @AfterEach
  void close() {
    terminal.close();
  }

  @Test
  void regionsAreARowForEachTypeAndNode() {
    var result = terminal.run("sharding", "regions");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            """
            TYPE     COORDINATOR    NODE           SHARDS  ENTITIES  MESSAGES/S
            saga     10.0.0.1:7625  10.0.0.1:7625  1       3         -
            saga     10.0.0.1:7625  10.0.0.2:7625  1       1         -
            session  10.0.0.1:7625  10.0.0.1:7625  3       16        90.8
            session  10.0.0.1:7625  10.0.0.2:7625  1       4         2.0
            silent: 10.0.0.3:7625
            """);
  }

  @Test
  void aHotShardAndTheSessionThatMakesItHotAreNamed() {
    placement.pins.put("7", MemoryPlacement.FIRST);
    assertThat(terminal.run("sharding", "stats").out())
        .isEqualTo(
            """
            TYPE     HOSTED   SHARDS/NODE  ENTITIES  ENTITIES/NODE  COORDINATOR
            saga     2 of 12  1-1.0-1      4         1-2.0-3        10.0.0.1:7625
            session  4 of 12  1-2.0-3      20        4-10.0-16      10.0.0.1:7625
            (least-median-most of the nodes that answered)

            HOTTEST SHARD  NODE           MESSAGES/S  OF ALL  SESSIONS  PINNED TO
            7              10.0.0.1:7625  90.5        98 %    5         10.0.0.1:7625
            3              10.0.0.2:7625  2.0         2 %     4         -
            11             10.0.0.1:7625  0.3         0 %     1         -

            BUSIEST SESSION             SHARD  NODE           MESSAGES/S
            tenants/acme/sessions/hot   7      10.0.0.1:7625  88.0
            tenants/acme/sessions/warm  7      10.0.0.1:7625  2.5

            HOT  shard 7 is sent 98 % of all messages, most of them for tenants/acme/sessions/hot
              do: look for the client behind it (`switchboard session where` has its streams): one \
            session is in one place. `switchboard sharding allocate session 7 NODE` takes the \
            shard away from a node that others need
            silent: 10.0.0.3:7625
            """);
  }

  @Test
  void shardsAreListedByTypeAndNode() throws Exception {
    assertThat(terminal.run("sharding", "shards").out()).hasLineCount(8);
    assertThat(
            terminal.run("sharding", "shards", "session", "--node", MemoryPlacement.SECOND).out())
        .isEqualTo(
            """
            TYPE     SHARD  NODE           ENTITIES  MESSAGES/S  PINNED TO
            session  3      10.0.0.2:7625  4         2.0         -
            silent: 10.0.0.3:7625
            """);
    assertThat(terminal.run("sharding", "shards", "nothing").err())
        .contains("No node that answers hosts such a type")
        .hasLineCount(1);
    var ofSecond = terminal.json("sharding", "shards", "--node", MemoryPlacement.SECOND);
    assertThat(ofSecond.at("/types/1/shards")).hasSize(1);
    var view = terminal.json("sharding", "shards", "session");
    assertThat(view.at("/types/0/shards/2/messagesPerSecond").asDouble()).isEqualTo(90.5);
    assertThat(view.at("/types/0/entityBalance/median").asDouble()).isEqualTo(10);
  }

  @Test
  void entitiesAreIdsPageByPage() throws Exception {
    var result = terminal.run("sharding", "entities", "session", "7", "--limit", "3");
    assertThat(result.out())
        .isEqualTo(
            """
            node: 10.0.0.1:7625
            acme/s000
            acme/s001
            acme/s002
            (and more: raise --limit)
            silent: 10.0.0.3:7625
            """);
    assertThat(terminal.json("sharding", "entities", "session", "2").get("entities")).hasSize(10);
    assertThat(terminal.run("sharding", "entities", "session", "9").out())
        .startsWith("no node that answered hosts this shard\n");
  }

  @Test
  void aRebalanceIsOnlyPlanned() {
    assertThat(terminal.run("sharding", "rebalance", "session", "--dry-run").out())
        .isEqualTo(
            """
            SHARD  FROM           TO             ENTITIES
            2      10.0.0.1:7625  10.0.0.2:7625  10
            settling, gets none yet: 10.0.0.3:7625
            silent: 10.0.0.3:7625
            """);
    assertThat(terminal.run("sharding", "rebalance", "session").exitCode()).isEqualTo(2);
  }

  private OperatorTerminal.Result allocate(String... arguments) {
    var all = new ArrayList<>(List.of("sharding", "allocate"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--reason", "it is hot", "--yes"));
    return terminal.run(all.toArray(String[]::new));
  }

  @Test
  void aShardIsPinnedAndReleasedAndBothAreOnRecord() {
    assertThat(allocate("session", "7", MemoryPlacement.SECOND).out())
        .isEqualTo(
            """
            shard          7
            hosted by      10.0.0.1:7625
            entities       5
            was pinned to  -
            pinned to      10.0.0.2:7625
            done           yes
            silent         10.0.0.3:7625
            """);
    assertThat(placement.pins).containsEntry("7", MemoryPlacement.SECOND);
    assertThat(allocate("session", "7", "--release").out())
        .contains("was pinned to  10.0.0.2:7625", "pinned to      -");
    assertThat(placement.pins).isEmpty();
    assertThat(terminal.audit.entries().stream().filter(it -> it.result() != Result.ASKED))
        .extracting(AuditEntry::target, AuditEntry::before, AuditEntry::after)
        .containsExactly(
            tuple(
                "session/7",
                "at 10.0.0.1:7625, not pinned",
                "at 10.0.0.1:7625, pinned to 10.0.0.2:7625"),
            tuple(
                "session/7",
                "at 10.0.0.1:7625, pinned to 10.0.0.2:7625",
                "at 10.0.0.1:7625, not pinned"));
  }

  @Test
  void whatCannotBePinnedIsRefusedAndADryRunChangesNothing() {
    assertThat(allocate("saga", "4", MemoryPlacement.SECOND).err()).contains("Only shards of");
    assertThat(allocate("session", "12", MemoryPlacement.SECOND).err()).contains("no such shard");
    assertThat(allocate("session", "07", MemoryPlacement.SECOND).err()).contains("no such shard");
    assertThat(allocate("session", "7", MemoryPlacement.AWAY).err()).contains("does not answer");
    assertThat(allocate("session", "7", "10.0.0.9:1").err()).contains("No member");
    assertThat(allocate("session", "7").exitCode()).isEqualTo(2);
    assertThat(allocate("session", "7", MemoryPlacement.SECOND, "--release").exitCode())
        .isEqualTo(2);
    int entries = terminal.audit.entries().size();
    var dry =
        terminal.run("sharding", "allocate", "session", "7", MemoryPlacement.SECOND, "--dry-run");
    assertThat(dry.out()).contains("done           no, a dry run", "entities       5");
    assertThat(terminal.audit.entries()).hasSize(entries);
    assertThat(placement.pins).isEmpty();
  }
}
