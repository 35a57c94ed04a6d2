package switchboard.simulators;

import java.time.Instant;
import java.util.Map;

/**
 * What a service answers to a command.
 *
 * @param reason why not, in upper snake case; empty when {@code ok}
 */
public record ServiceAnswer(boolean ok, String reason, Map<String, String> facts, Instant asOf) {
  public ServiceAnswer {
    facts = Map.copyOf(facts);
  }

  static ServiceAnswer of(Map<String, String> facts, Instant asOf) {
    return new ServiceAnswer(true, "", facts, asOf);
  }

  static ServiceAnswer refused(String reason, Instant asOf) {
    return new ServiceAnswer(false, reason, Map.of(), asOf);
  }
}
