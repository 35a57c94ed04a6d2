package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;
import switchboard.fakes.MemoryAudit;
import switchboard.fakes.MemoryDirectory;
import switchboard.fakes.MemorySagaDesk;
import switchboard.http.ServiceStatus;
import switchboard.operations.OperationsDesks;
import switchboard.operations.OperationsDoor;
import switchboard.operations.OperationsSettings;
import switchboard.operations.SagaView.State;
import switchboard.tls.Admission;

/** {@code switchboard saga} against two nodes' doors. */
@Timeout(60)
class SagaCommandIT {
  private static final String NAME = "tenants/acme/sagas/s1.7";

  private record Result(int exitCode, String out, String err) {}

  @TempDir Path directory;

  private final MemorySagaDesk desk = new MemorySagaDesk();
  private final MemoryAudit audit = new MemoryAudit();
  private final OperationsDoor first = door("10.0.0.1:8443");
  private final OperationsDoor second = door("10.0.0.2:8443");

  private OperationsDoor door(String node) {
    return OperationsDoor.start(
        new OperationsSettings("127.0.0.1", 0),
        new OperationsDesks(
            node, SagaCommandIT::services, desk, new MemoryDirectory(), audit.audit()),
        List.of(),
        Runnable::run,
        Admission.ANYBODY);
  }

  private static List<ServiceStatus> services() {
    return List.of(
        new ServiceStatus(
            "payments",
            "pay:80",
            ServiceStatus.Breaker.OPEN,
            OptionalDouble.of(75),
            1,
            2,
            30,
            40,
            50));
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void theServicesAreATableWithARowForEachNodeAndService() {
    var result = run("saga", "services", "--operations", both());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("10.0.0.1:8443 +payments +pay:80 +OPEN +75 %.*30 +40 +50"))
        .anyMatch(line -> line.matches("10.0.0.2:8443 +payments +pay:80 +OPEN +75 %.*30 +40 +50"));
  }

  @Test
  void aNodeThatSaysNothingIsMissingAndNobodyHangs() throws Exception {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var addresses = both() + ",127.0.0.1:" + silent.getLocalPort() + ",127.0.0.1:1";
      long began = System.nanoTime();
      var result = run("saga", "services", "--operations", addresses);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out())
          .containsPattern("127.0.0.1:" + silent.getLocalPort() + " +missing")
          .containsPattern("127.0.0.1:1 +missing")
          .contains("10.0.0.1:8443", "10.0.0.2:8443");
      var json =
          new ObjectMapper()
              .readTree(
                  run("saga", "services", "--output", "json", "--operations", addresses).out());
      assertThat(json.path("nodes")).hasSize(2);
      assertThat(json.path("missing")).hasSize(2);
      assertThat(json.path("nodes").path(0).path("services").path(0).path("breaker").asText())
          .isEqualTo("OPEN");
    }
  }

  @Test
  void parkedSagasAreListed() throws Exception {
    assertThat(run("saga", "list", "--parked", "--operations", both()).out())
        .isEqualTo("no saga waits for an operator\n");
    desk.put("s1.7", State.PARKED);
    desk.put("s1.8", State.RUNNING);
    assertThat(run("saga", "list", "--parked", "--operations", both()).out().lines())
        .hasSize(2)
        .last()
        .asString()
        .contains(NAME, "mark_delivered", "PARKED", "COMPENSATION_FAILED");
    var json =
        new ObjectMapper()
            .readTree(
                run("saga", "list", "--parked", "--output", "json", "--operations", both()).out());
    assertThat(json.path("sagas").path(0).path("name").asText()).isEqualTo(NAME);
  }

  @Test
  void aSagaIsShownByANodeThatAnswers() {
    desk.put("s1.7", State.PARKED);
    var result = run("saga", "show", NAME, "--operations", "127.0.0.1:1," + both());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("PARKED", "credit  WAITING  3", "2026-11-22T10:15:45Z", "SERVICE_ERROR");
  }

  @Test
  void aRedriveIsOnlyDoneOnYes() {
    desk.put("s1.7", State.PARKED);
    var asked = run("saga", "redrive", NAME, "--reason", "it is back", "--operations", both());
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(asked.err())
        .startsWith("this would let " + NAME + " try again: say --yes, since there is no terminal");
    var shown = run("saga", "redrive", NAME, "--dry-run", "--operations", both());
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out()).contains("PARKED");
    assertThat(desk.reasons).isEmpty();
    assertThat(audit.entries()).isEmpty();

    var done =
        run("saga", "redrive", NAME, "--reason", "it is back", "--yes", "--operations", both());
    assertThat(done.exitCode()).isZero();
    assertThat(done.out()).contains("COMPENSATING");
    assertThat(desk.reasons).containsEntry("acme/s1.7", "it is back");
  }

  @Test
  void aRefusalIsOneLine() {
    var result = run("saga", "show", "tenants/acme/sagas/s9.9", "--operations", both());
    assertThat(result)
        .isEqualTo(
            new Result(1, "", "switchboard: Nothing is stored of this saga; check its name.\n"));
  }

  @Test
  void withoutANodeOneLineSaysWhatToDo() {
    var nowhere = run("saga", "show", NAME, "--operations", "127.0.0.1:1");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.err()).contains("no node answered within 3 s: 127.0.0.1:1").hasLineCount(1);
    var none = run("saga", "show", NAME, "--data", directory.toString());
    assertThat(none.err()).contains("start one with `switchboard up`").hasLineCount(1);
  }

  @Test
  void aReasonIsRequired() {
    assertThat(run("saga", "redrive", NAME, "--yes", "--operations", both()).exitCode())
        .isEqualTo(2);
  }

  private String both() {
    return "127.0.0.1:" + first.address().getPort() + ",127.0.0.1:" + second.address().getPort();
  }

  private static Result run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }
}
