package switchboard.worker;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a worker: {@code agents/{agent}/workers/{worker}}.
 *
 * @param agent whose turns it answers
 * @param instance as it calls itself
 */
public record WorkerName(String agent, String instance) {
  private static final Pattern NAME = Pattern.compile("agents/(.+?)/workers/([\\x21-\\x7e]{1,64})");

  /** Reads a resource name; empty if it is malformed. */
  public static Optional<WorkerName> fromName(String name) {
    var match = NAME.matcher(name);
    return match.matches()
        ? Optional.of(new WorkerName(match.group(1), match.group(2)))
        : Optional.empty();
  }

  /** The resource name. */
  public String name() {
    return "agents/" + agent + "/workers/" + instance;
  }
}
