package switchboard.agent;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is configured of an agent whose turns are answered by workers.
 *
 * @param turnTimeout how long a turn may take in all, however often it is handed out; positive
 * @param standIn name of the agent of this process that answers when there is no worker; empty if
 *     the turn waits for one
 * @param politeReply what is said when nobody answered in time; not empty
 * @param mergeWindow how long after a message another one can still be merged with it
 */
public record WorkerAgent(
    String name,
    Duration turnTimeout,
    Optional<String> standIn,
    String politeReply,
    Duration mergeWindow) {
  private static final String SECTION = "switchboard.workers";
  private static final String QUEUE = "queue";

  public WorkerAgent {
    requireNonNull(standIn, "an agent without a word on its stand-in");
    if (!turnTimeout.isPositive()) {
      throw new IllegalArgumentException("turn-timeout must be positive");
    }
    if (mergeWindow.isNegative()) {
      throw new IllegalArgumentException("merge-window must not be negative");
    }
    if (politeReply.isBlank()) {
      throw new IllegalArgumentException("polite-reply must say something");
    }
  }

  /**
   * Reads them from the whole configuration, by name.
   *
   * @throws ConfigException if a value is missing
   * @throws IllegalArgumentException if a value cannot be kept
   */
  public static Map<String, WorkerAgent> from(Config config) {
    var section = config.getConfig(SECTION);
    Map<String, WorkerAgent> agents = new HashMap<>();
    for (var name : section.getObject("agents").keySet()) {
      var one = section.getObject("agents").toConfig().getConfig(quoted(name));
      try {
        agents.put(name, of(name, one.withFallback(section.getConfig("agent-defaults"))));
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            SECTION + ".agents." + quoted(name) + "." + wrong.getMessage(), wrong);
      }
    }
    return Map.copyOf(agents);
  }

  private static WorkerAgent of(String name, Config one) {
    var without = one.getString("without-worker");
    return new WorkerAgent(
        name,
        one.getDuration("turn-timeout"),
        without.equals(QUEUE) ? Optional.empty() : Optional.of(without),
        one.getString("polite-reply"),
        one.getDuration("merge-window"));
  }

  private static String quoted(String name) {
    return ConfigUtil.joinPath(name);
  }
}
