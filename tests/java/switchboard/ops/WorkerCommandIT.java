package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.fakes.MemoryDirectory;

/** Workers and their sessions on the command line. */
@Timeout(30)
class WorkerCommandIT {
  private final OperatorTerminal terminal = new OperatorTerminal();
  private final MemoryDirectory directory = terminal.directory;

  @AfterEach
  void close() {
    terminal.close();
  }

  @Test
  void workersAreATable() {
    directory.worker("w-1", directory.awake("s1"));
    directory.worker("w-2", directory.asleep("s2"));
    var result = terminal.run("worker", "list");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines())
        .hasSize(3)
        .anyMatch(
            line ->
                line.matches(
                    "agents/helper/workers/w-1 +1.2 +OPEN +1/5 +1 +10.0.0.1:8443#-7"
                        + " +2026-11-22T10:15:30Z +box +99"));
  }

  @Test
  void workersAreJsonWithAllTheirFields() throws Exception {
    directory.worker("w-1", directory.awake("s1"));
    var response = terminal.json("worker", "list");
    assertThat(response.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("workers", "nextPageToken", "silent");
    assertThat(response.at("/workers/0").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "name",
            "agent",
            "instanceId",
            "version",
            "capacity",
            "host",
            "processId",
            "node",
            "listener",
            "connectTime",
            "draining",
            "turnsGiven",
            "turnsWaiting");
    assertThat(response.at("/workers/0/listener").asText()).isEqualTo("10.0.0.1:7700");
  }

  @Test
  void aWorkerIsLinesAndATableOfItsSessions() throws Exception {
    directory.worker("w-1", directory.awake("s1"));
    var result = terminal.run("worker", "show", "agents/helper/workers/w-1");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines())
        .anyMatch(line -> line.matches("worker +agents/helper/workers/w-1"))
        .anyMatch(line -> line.matches("turns +1/5, 1 wait"))
        .anyMatch(line -> line.matches("connected since +2026-11-22T10:15:30Z"))
        .anyMatch(
            line ->
                line.matches(
                    "tenants/acme/sessions/s1 +AWAKE +10.0.0.1:8443#-7 +yes"
                        + " +6 attempt 2, 8 attempt 1 waits"));
    var json = terminal.json("worker", "show", "agents/helper/workers/w-1");
    assertThat(json.at("/workers")).hasSize(1);
    assertThat(json.at("/sessions/0/place/name").asText()).isEqualTo("tenants/acme/sessions/s1");
    assertThat(json.at("/sessions/0/stays").asBoolean()).isTrue();
    assertThat(json.at("/sessions/0/turns/1/waiting").asBoolean()).isTrue();
  }

  @Test
  void aNodeThatSaysNothingIsNamedAndTheExitCodeIsOne() throws Exception {
    directory.silent = List.of("10.0.0.3:7625");
    var result = terminal.run("worker", "list");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("no worker is connected\nsilent: 10.0.0.3:7625\n");
    assertThat(terminal.json("worker", "list").at("/silent/0").asText()).isEqualTo("10.0.0.3:7625");
    // it may be connected to the silent one
    var shown = terminal.run("worker", "show", "agents/helper/workers/w-1");
    assertThat(shown.exitCode()).isEqualTo(1);
    assertThat(shown.out())
        .contains("No node that answered has this worker connected.", "silent: 10.0.0.3:7625");
  }

  @Test
  void aRefusalIsOneLine() {
    var result = terminal.run("worker", "show", "agents/helper/workers/nobody");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "switchboard: No such worker is connected to any node; list the workers to see which"
                + " are.\n");
    assertThat(terminal.run("worker", "show", "w-1").err()).hasLineCount(1);
    assertThat(terminal.run("worker").exitCode()).isEqualTo(2);
  }
}
