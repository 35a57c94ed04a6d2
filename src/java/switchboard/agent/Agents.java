package switchboard.agent;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The agents of this node, by name. */
public final class Agents {
  private final Map<String, Agent> byName;
  private final Agent fallback;

  /** The first agent is also the one for a session whose agent this node does not know. */
  public Agents(List<Agent> agents) {
    byName = agents.stream().collect(Collectors.toUnmodifiableMap(Agent::name, GuardedAgent::new));
    fallback = byName.get(agents.getFirst().name());
  }

  public Agent named(String name) {
    return byName.getOrDefault(name, fallback);
  }

  public Set<String> names() {
    return byName.keySet();
  }
}
