package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import switchboard.Main;
import switchboard.fakes.MemoryAudit;
import switchboard.fakes.MemoryDirectory;
import switchboard.fakes.MemoryInspection;
import switchboard.fakes.MemoryPlacement;
import switchboard.fakes.MemorySagaDesk;
import switchboard.fakes.MemorySessionDesk;
import switchboard.operations.AuditEndpoint;
import switchboard.operations.ClusterEndpoint;
import switchboard.operations.OperationsDesks;
import switchboard.operations.OperationsDoor;
import switchboard.operations.OperationsSettings;
import switchboard.operations.SessionOperationsEndpoint;
import switchboard.operations.SystemEndpoint;
import switchboard.tls.Admission;

/** The command line at a real operations service, behind which stands what tests put there. */
final class OperatorTerminal implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a command ended, and what it printed. */
  record Result(int exitCode, String out, String err) {}

  final MemoryDirectory directory = new MemoryDirectory();
  final MemorySagaDesk desk = new MemorySagaDesk();
  final MemoryAudit audit = new MemoryAudit();
  final MemoryInspection inspection = new MemoryInspection();
  final MemoryPlacement placement = new MemoryPlacement();
  final MemorySessionDesk sessions = new MemorySessionDesk();
  private final OperationsDesks desks =
      new OperationsDesks("10.0.0.1:8443", List::of, desk, directory, audit.audit());
  private final OperationsDoor door =
      OperationsDoor.start(
          new OperationsSettings("127.0.0.1", 0),
          desks,
          List.of(
              new AuditEndpoint(audit, audit.audit()),
              new SystemEndpoint(inspection, desks, OperatorTerminal::later),
              new ClusterEndpoint(desks, placement),
              new SessionOperationsEndpoint(desks, sessions)),
          Runnable::run,
          Admission.ANYBODY);

  private static void later(Duration time, Runnable work) {
    CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS).execute(work);
  }

  /** Where the service listens. */
  String address() {
    return "127.0.0.1:" + door.address().getPort();
  }

  /** Runs a command at the service. */
  Result run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--operations", address()));
    return alone(all.toArray(String[]::new));
  }

  /** Runs a command that is not told of the service. */
  static Result alone(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }

  /** What a command prints for scripts. */
  JsonNode json(String... arguments) throws Exception {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json"));
    return JSON.readTree(run(all.toArray(String[]::new)).out());
  }

  @Override
  public void close() {
    door.close();
  }
}
