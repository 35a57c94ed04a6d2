package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import switchboard.Main;
import switchboard.fakes.MemoryDirectory;
import switchboard.fakes.MemorySagaDesk;
import switchboard.operations.OperationsDoor;
import switchboard.operations.OperationsSettings;

/** The command line at a real operations service, behind which stands what tests put there. */
final class OperatorTerminal implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a command ended, and what it printed. */
  record Result(int exitCode, String out, String err) {}

  final MemoryDirectory directory = new MemoryDirectory();
  final MemorySagaDesk desk = new MemorySagaDesk();
  private final OperationsDoor door =
      OperationsDoor.start(
          new OperationsSettings("127.0.0.1", 0),
          "10.0.0.1:8443",
          List::of,
          desk,
          directory,
          Runnable::run);

  /** Runs a command at the service. */
  Result run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--operations", "127.0.0.1:" + door.address().getPort()));
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
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
