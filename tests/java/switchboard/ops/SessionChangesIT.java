package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.fakes.MemoryDirectory;
import switchboard.fakes.MemorySessionDesk;
import switchboard.operations.SagaView;
import switchboard.session.SessionCommand;
import switchboard.session.SessionReply.Rejection;

/** Finding sessions and sagas, and stepping in, on the command line. */
@Timeout(60)
class SessionChangesIT {
  private static final List<String> SURE = List.of("--yes", "--reason", "it loops", "--as", "ops");

  private final OperatorTerminal terminal = new OperatorTerminal();
  private final MemorySessionDesk sessions = terminal.sessions;
  private final MemoryDirectory directory = terminal.directory;

  @AfterEach
  void close() {
    terminal.close();
  }

  private OperatorTerminal.Result change(String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(SURE);
    return terminal.run(all.toArray(String[]::new));
  }

  private String awake(String session) {
    sessions.open(session, "asha");
    return directory.awake(session).name();
  }

  @Test
  void sessionsAreListedByTenantSubjectAndState() throws Exception {
    sessions.open("s1", "asha");
    sessions.open("s2", "ravi");
    sessions.closed("s3", "asha");
    assertThat(terminal.run("session", "list", "--tenant", "acme").out().lines())
        .hasSize(4)
        .anyMatch(line -> line.matches("tenants/acme/sessions/s1 +asha +app +echo +7 .* OPEN"));
    assertThat(names("--subject", "asha")).containsExactly("s1", "s3");
    assertThat(names("--state", "closed")).containsExactly("s3");
    assertThat(names("--state", "open", "--subject", "asha")).containsExactly("s1");
    assertThat(terminal.run("session", "list", "--tenant", "none").out())
        .isEqualTo("no such session is stored\n");
  }

  @Test
  void aListThatIsLongerThanItsLimitSaysSo() {
    for (int i = 0; i < 5; i++) {
      sessions.open("s" + i, "asha");
    }
    var result = terminal.run("session", "list", "--tenant", "acme", "--limit", "2");
    assertThat(result.out().lines()).hasSize(4).anyMatch(line -> line.contains("see --limit"));
  }

  private List<String> names(String... options) throws Exception {
    var command = new ArrayList<>(List.of("session", "list", "--tenant", "acme"));
    command.addAll(List.of(options));
    return terminal
        .json(command.toArray(String[]::new))
        .get("sessions")
        .valueStream()
        .map(session -> session.get("name").asText())
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .toList();
  }

  @Test
  void aPausedSessionIsShownAndListedSo() throws Exception {
    var name = awake("s1");
    var result = change("session", "pause", name, "--for", "2h");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("OPEN, paused until 2026-11-22T12:15:30Z");
    assertThat(names("--state", "paused")).containsExactly("s1");
    assertThat(sessions.commands)
        .singleElement()
        .isInstanceOfSatisfying(
            SessionCommand.Pause.class,
            pause -> {
              assertThat(pause.length()).isEqualTo(Duration.ofHours(2));
              assertThat(pause.reason()).isEqualTo("it loops");
            });
    assertThat(change("session", "resume", name).exitCode()).isZero();
    assertThat(names("--state", "paused")).isEmpty();
  }

  @Test
  void aPauseLastsAQuarterOfAnHourUnlessItIsSaidAndAtMostADay() {
    var name = awake("s1");
    change("session", "pause", name);
    assertThat(((SessionCommand.Pause) sessions.commands.getFirst()).length())
        .isEqualTo(Duration.ofMinutes(15));
    var tooLong = change("session", "pause", name, "--for", "25h");
    assertThat(tooLong.exitCode()).isEqualTo(1);
    assertThat(sessions.commands).hasSize(1);
    assertThat(change("session", "pause", name, "--for", "soon").exitCode()).isEqualTo(2);
  }

  @Test
  void aChangeWithoutAReasonOrAYesIsNotMade() {
    var name = awake("s1");
    for (var command : List.of("pause", "resume", "evict", "close")) {
      assertThat(terminal.run("session", command, name, "--yes").exitCode()).isEqualTo(2);
      assertThat(terminal.run("session", command, name, "--reason", "why").exitCode()).isEqualTo(2);
      var dry = terminal.run("session", command, name, "--dry-run");
      assertThat(dry.exitCode()).isZero();
      assertThat(dry.out()).startsWith("This would ").contains(name);
    }
    assertThat(sessions.commands).isEmpty();
    assertThat(directory.evicted).isEmpty();
  }

  @Test
  void everyChangeIsInTheAudit() throws Exception {
    var name = awake("s1");
    change("session", "pause", name);
    change("session", "evict", name);
    change("session", "close", name);
    change("turn", "cancel", name, "--turn", "6");
    var saga = terminal.desk.put("s1.7", SagaView.State.RUNNING).name();
    change("saga", "cancel", saga);
    var entries = terminal.json("audit", "list").get("entries");
    assertThat(
            entries
                .valueStream()
                .map(entry -> entry.get("action").asText() + " " + entry.get("result").asText()))
        .contains(
            "PauseSession DONE",
            "EvictSession DONE",
            "EndSession DONE",
            "CancelTurn DONE",
            "CancelSaga DONE");
    assertThat(entries.toString()).contains("it loops", "OPEN, last event 7", name);
  }

  @Test
  void evictedIsSaidOfTheNode() throws Exception {
    var name = awake("s1");
    var result = change("session", "evict", name);
    assertThat(result.out()).isEqualTo("left the memory of node 10.0.0.1:8443#-7\n");
    assertThat(directory.evicted).hasSize(1);
  }

  @Test
  void aRefusedChangeSaysWhy() {
    var name = awake("s1");
    sessions.refusal = Optional.of(Rejection.OfOperator.NotSo.NOT_PAUSED);
    var result = change("session", "resume", name);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("not paused").hasLineCount(1);
  }

  @Test
  void theTurnThatWasShownIsCancelledAndItsSagasGoOnUnlessSaidOtherwise() {
    var name = awake("s1");
    var result = change("turn", "cancel", name);
    assertThat(result.out()).isEqualTo("turn 6 ended, which is event 8\n");
    change("turn", "cancel", name, "--turn", "9", "--compensate");
    change("turn", "cancel", name, "--keep-sagas");
    assertThat(sessions.commands)
        .containsExactly(
            new SessionCommand.CancelTurn(6, false),
            new SessionCommand.CancelTurn(9, true),
            new SessionCommand.CancelTurn(6, false));
    assertThat(change("turn", "cancel", name, "--keep-sagas", "--compensate").exitCode())
        .isEqualTo(2);
  }

  @Test
  void sagasAreListedByWhatTheyAreAtAndExplained() throws Exception {
    var running = terminal.desk.put("s1.7", SagaView.State.RUNNING).name();
    var parked = terminal.desk.put("s2.7", SagaView.State.PARKED).name();
    assertThat(terminal.run("saga", "list").out()).contains(running, parked);
    assertThat(terminal.run("saga", "list", "--open").out())
        .contains(running)
        .doesNotContain(parked);
    assertThat(terminal.run("saga", "list", "--parked").out())
        .contains(parked)
        .doesNotContain(running);
    assertThat(terminal.run("saga", "list", "--tenant", "other").out())
        .isEqualTo("no saga is open\n");
    assertThat(terminal.run("saga", "explain", running).out())
        .contains("SERVICE_FAILING", "payments", "attempt 3 of 5", "switchboard saga services");
    assertThat(terminal.json("saga", "explain", parked).at("/findings/0/code").asText())
        .isEqualTo("SAGA_PARKED");
    assertThat(terminal.run("saga", "explain", "tenants/acme/sagas/s9.7").exitCode()).isEqualTo(1);
  }

  @Test
  void onlyARunningSagaIsCancelled() {
    var running = terminal.desk.put("s1.7", SagaView.State.RUNNING).name();
    assertThat(change("saga", "cancel", running).out()).contains("COMPENSATING");
    var again = change("saga", "cancel", running);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("takes back what it did").hasLineCount(1);
  }
}
