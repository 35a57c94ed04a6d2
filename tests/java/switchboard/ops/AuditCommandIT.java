package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.journal.StoreException;
import switchboard.operations.SagaView.State;

/** {@code switchboard audit list}, after changes by the command line. */
@Timeout(120)
class AuditCommandIT {
  private static final String NAME = "tenants/acme/sagas/s1.7";

  private final OperatorTerminal terminal = new OperatorTerminal();

  @AfterEach
  void close() {
    terminal.close();
  }

  private OperatorTerminal.Result redrive(String name, String reason) {
    return terminal.run("saga", "redrive", name, "--reason", reason, "--as", "asha", "--yes");
  }

  @Test
  void aChangeIsARowWithWhoWhatAndWhy() {
    assertThat(terminal.run("audit", "list").out()).isEqualTo("no change is on record\n");
    terminal.desk.put("s1.7", State.PARKED);
    assertThat(redrive(NAME, "payments is back").exitCode()).isZero();
    assertThat(redrive(NAME, "once more").exitCode()).isEqualTo(1);
    assertThat(terminal.run("audit", "list").out().lines())
        .hasSize(3)
        .anyMatch(
            line ->
                line.matches(
                    ".*Z +asha\\? from 127.0.0.1:\\d+ +RedriveSaga +"
                        + NAME
                        + " +DONE +PARKED +COMPENSATING +[0-9a-f-]{36} +payments is back"))
        .anyMatch(
            line ->
                line.matches(
                    ".* REFUSED: SAGA_NOT_PARKED +COMPENSATING +COMPENSATING .* once more"));
  }

  @Test
  void scriptsGetBothEntriesOfEveryChange() throws Exception {
    terminal.desk.put("s1.7", State.PARKED);
    redrive(NAME, "payments is back");
    var entries = terminal.json("audit", "list").get("entries");
    assertThat(entries)
        .extracting(entry -> entry.get("result").asText())
        .containsExactly("DONE", "ASKED");
    assertThat(entries.get(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "change",
            "recordTime",
            "node",
            "peer",
            "operator",
            "operatorChecked",
            "action",
            "target",
            "reason",
            "before",
            "after",
            "result",
            "problem");
  }

  @Test
  void entriesAreChosenByTargetTimeAndNumber() throws Exception {
    for (int i = 1; i <= 300; i++) {
      terminal.desk.put("s1." + i, State.PARKED);
      redriveQuietly("tenants/acme/sagas/s1." + i);
    }
    assertThat(entries("--limit", "3")).hasSize(3);
    assertThat(entries("--limit", "600")).hasSize(600);
    assertThat(entries("--target", "tenants/acme/sagas/s1.30")).hasSize(4);
    assertThat(entries("--since", "1h", "--limit", "600")).hasSize(600);
    assertThat(entries("--since", "2099-01-01T00:00:00Z")).isEmpty();
    assertThat(terminal.run("audit", "list", "--since", "yesterday").exitCode()).isEqualTo(2);
    assertThat(terminal.run("audit", "list", "--limit", "0").exitCode()).isEqualTo(2);
  }

  private void redriveQuietly(String name) {
    assertThat(redrive(name, "all of them").exitCode()).isZero();
  }

  private JsonNode entries(String... options) throws Exception {
    var all = new String[options.length + 2];
    all[0] = "audit";
    all[1] = "list";
    System.arraycopy(options, 0, all, 2, options.length);
    return terminal.json(all).get("entries");
  }

  @Test
  void aChangeThatCannotBePutOnRecordSaysSo() {
    terminal.desk.put("s1.7", State.PARKED);
    terminal.audit.failure = new StoreException.Unavailable("away", null);
    var result = redrive(NAME, "payments is back");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("so it was not done").hasLineCount(1);
    assertThat(terminal.desk.reasons).isEmpty();
    assertThat(terminal.run("audit", "list").err()).contains("store is not reachable");
  }
}
