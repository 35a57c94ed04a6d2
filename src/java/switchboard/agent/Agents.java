package switchboard.agent;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The agents that sessions can have, by name: those of this process, and those of workers. */
public final class Agents {
  private final Map<String, Agent> byName;
  private final Agent fallback;
  private final Map<String, WorkerAgent> byWorkers;
  private final Workers workers;
  private final AnswerLimits limits;
  private final TurnCounts counts = new TurnCounts();

  /** The first agent is also the one for a session whose agent this node does not know. */
  public Agents(List<Agent> agents) {
    this(agents, Map.of(), Workers.NONE, AnswerLimits.ANY_SAGA);
  }

  /**
   * An agent of this process goes before one of workers that has the same name.
   *
   * @param agents the first one is also the one for a session whose agent this node does not know
   * @param byWorkers the agents whose turns workers answer, by name
   * @param limits what is taken of a worker's answer
   * @throws IllegalArgumentException if a stand-in is none of the agents
   */
  public Agents(
      List<Agent> agents,
      Map<String, WorkerAgent> byWorkers,
      Workers workers,
      AnswerLimits limits) {
    byName = agents.stream().collect(Collectors.toUnmodifiableMap(Agent::name, GuardedAgent::new));
    fallback = byName.get(agents.getFirst().name());
    this.byWorkers = Map.copyOf(byWorkers);
    this.workers = workers;
    this.limits = limits;
    for (var worker : byWorkers.values()) {
      if (worker.standIn().filter(name -> !byName.containsKey(name)).isPresent()) {
        throw new IllegalArgumentException(
            "without-worker must be queue or one of " + byName.keySet() + ": " + worker.name());
      }
    }
  }

  /** The agent of this process with that name, or the one for unknown names. */
  public Agent named(String name) {
    return byName.getOrDefault(name, fallback);
  }

  /** What is configured of the agent with that name, if workers answer its turns. */
  public Optional<WorkerAgent> ofWorkers(String name) {
    return byName.containsKey(name) ? Optional.empty() : Optional.ofNullable(byWorkers.get(name));
  }

  /** Who hands turns to workers. */
  public Workers workers() {
    return workers;
  }

  /** What is taken of a worker's answer. */
  public AnswerLimits limits() {
    return limits;
  }

  /** What went wrong with turns of workers. */
  public TurnCounts counts() {
    return counts;
  }

  public Set<String> names() {
    var names = new HashSet<>(byName.keySet());
    names.addAll(byWorkers.keySet());
    return Set.copyOf(names);
  }
}
