package switchboard.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import switchboard.local.JavaCommand;
import switchboard.local.JavaCommand.Tuning;
import switchboard.ops.CommandFailure;

/** What makes the load has a process of its own, tuned as a node is and not as a command. */
public final class LoadProcess {
  private static final JsonMapper JSON = new JsonMapper();

  private LoadProcess() {}

  /** Runs a verb whose output is one JSON value. */
  public static JsonNode run(List<String> arguments) throws InterruptedException {
    var command =
        new ArrayList<>(JavaCommand.of(Tuning.SERVER, "load", false, Map.of(), arguments));
    try {
      var process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      var answer = JSON.readTree(process.getInputStream());
      if (process.waitFor() != 0) {
        throw new CommandFailure("the load generator failed: its own words are above");
      }
      return answer;
    } catch (IOException e) {
      throw new CommandFailure("the load generator did not answer: " + e.getMessage(), e);
    }
  }
}
