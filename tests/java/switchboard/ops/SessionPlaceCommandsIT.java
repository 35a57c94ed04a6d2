package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.fakes.MemoryDirectory;
import switchboard.fakes.MemorySagaDesk;
import switchboard.operations.SagaView;

/** Where sessions are, what they wait for and the cluster, on the command line. */
@Timeout(30)
class SessionPlaceCommandsIT {
  private final OperatorTerminal terminal = new OperatorTerminal();
  private final MemoryDirectory directory = terminal.directory;
  private final MemorySagaDesk desk = terminal.desk;

  @AfterEach
  void close() {
    terminal.close();
  }

  @Test
  void aSessionsPlaceIsLines() {
    var result = terminal.run("session", "where", directory.awake("s1").name());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines())
        .anyMatch(line -> line.matches("session +tenants/acme/sessions/s1"))
        .anyMatch(line -> line.matches("state +AWAKE"))
        .anyMatch(line -> line.matches("shard +17"))
        .anyMatch(line -> line.matches("node +10.0.0.1:8443#-7"))
        .anyMatch(line -> line.matches("writer epoch +3"))
        .anyMatch(line -> line.matches("worker +w-1"))
        .anyMatch(line -> line.matches("stream +10.0.0.2:7625 since 2026-11-22T10:15:31Z"));
  }

  @Test
  void aSessionsPlaceIsJsonWithAllItsFields() throws Exception {
    var place = terminal.json("session", "where", directory.awake("s1").name());
    assertThat(place.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "name",
            "state",
            "shard",
            "node",
            "awakeTime",
            "writerEpoch",
            "lastSequence",
            "streams",
            "outdated",
            "silent",
            "worker");
    assertThat(place.get("node").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "incarnation", "address", "uid", "frontDoor", "operations", "processId", "startTime");
    assertThat(place.at("/streams/0/address").asText()).isEqualTo("10.0.0.2:7625");
  }

  @Test
  void whatHasNoHomeSaysWhoIsSilent() throws Exception {
    var name = directory.homeless("s1").name();
    assertThat(terminal.json("session", "where", name).get("silent").get(0).asText())
        .isEqualTo("10.0.0.3:7625");
    assertThat(terminal.run("session", "where", name).out().lines())
        .anyMatch(line -> line.matches("state +HOMELESS"))
        .anyMatch(line -> line.matches("silent +10.0.0.3:7625"))
        .noneMatch(line -> line.startsWith("node"));
  }

  @Test
  void aSubjectsSessionsAreATable() throws Exception {
    directory.awake("s1");
    directory.asleep("s2");
    var name = "tenants/acme/subjects/asha";
    assertThat(terminal.run("session", "where", name).out().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("tenants/acme/sessions/s1 +AWAKE +10.0.0.1:8443#-7.* 1 +7"))
        .anyMatch(line -> line.matches("tenants/acme/sessions/s2 +ASLEEP .* 0 +7"));
    assertThat(terminal.json("session", "where", name).get("sessions")).hasSize(2);
  }

  @Test
  void whatASessionWaitsForIsExplained() throws Exception {
    desk.put("s1.7", SagaView.State.RUNNING);
    var name = directory.awake("s1").name();
    assertThat(terminal.run("session", "explain", name).out())
        .contains("tenants/acme/sagas/s1.7", "credit", "SERVICE_ERROR")
        .contains("The user has to decide on hold: YES or NO, until 2026-11-22T10:16:30Z");
    assertThat(terminal.run("session", "explain", name).out())
        .contains("A worker is to answer event 6 until 2026-11-22T10:16:00Z: attempt 2.");
    var explanation = terminal.json("session", "explain", name);
    assertThat(explanation.at("/openTurns/0/turn").asInt()).isEqualTo(6);
    assertThat(explanation.get("life").asText()).isEqualTo("OPEN");
    assertThat(explanation.at("/pending/0/saga/steps/1/name").asText()).isEqualTo("credit");
    assertThat(explanation.at("/pending/0/question/options")).hasSize(2);
  }

  @Test
  void aSagaThatSaysNothingIsShownAsItsSessionKnowsIt() throws Exception {
    desk.failure = new IllegalStateException("away");
    var explanation = terminal.json("session", "explain", directory.awake("s1").name());
    assertThat(explanation.at("/pending/0/saga/type").asText()).isEqualTo("mark_delivered");
    assertThat(explanation.at("/pending/0/saga/steps")).isEmpty();
  }

  @Test
  void aSessionThatSleepsIsWokenOnlyIfAllowed() {
    var session = directory.asleep("s1");
    assertThat(terminal.run("session", "explain", session.name()).out())
        .contains("--wake wakes it");
    assertThat(directory.woken).isEmpty();
    assertThat(terminal.run("session", "explain", session.name(), "--wake").out()).contains("OPEN");
    assertThat(directory.woken).containsExactly(session);
  }

  @Test
  void aNodeThatSaysNothingIsSilentInTheClusterAndTheExitCodeIsOne() throws Exception {
    var result = terminal.run("cluster");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("10.0.0.1:8443#-7 +10.0.0.1:7625 .*UP .* 5 +2 +1 +2 +1.0"))
        .anyMatch(line -> line.matches("#9 +10.0.0.3:7625 +- +UP, unreachable +- .*"));
    var nodes = terminal.json("cluster").get("nodes");
    assertThat(nodes.get(0).fieldNames())
        .toIterable()
        .contains("identity", "status", "reachable", "answered", "roles", "appVersion")
        .contains("upTime", "sessionsAwake", "sagasAwake", "connections", "sessionShards");
    assertThat(nodes.get(1).get("answered").asBoolean()).isFalse();
  }

  @Test
  void aRefusalIsOneLine() {
    var result = terminal.run("session", "where", "tenants/acme/sessions/nobody");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("switchboard: There is no such session; create it first.\n");
    assertThat(terminal.run("session", "where", "s1").err()).hasLineCount(1);
  }
}
