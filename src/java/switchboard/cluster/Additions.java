package switchboard.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import switchboard.agent.Agent;
import switchboard.agent.Workers;
import switchboard.saga.SagaPlan;

/**
 * What a node has besides what is built in. All nodes of a cluster have the same additions: a saga
 * runs on any of them.
 *
 * @param agents whose names sessions can be created with
 * @param plans of the sagas that agents can start
 * @param workers who hands turns to workers; empty for the node's own
 */
public record Additions(List<Agent> agents, List<SagaPlan> plans, Optional<Workers> workers) {
  /** Nothing. */
  public static final Additions NONE = new Additions(List.of(), List.of());

  /** The node's own workers. */
  public Additions(List<Agent> agents, List<SagaPlan> plans) {
    this(agents, plans, Optional.empty());
  }

  public Additions {
    agents = List.copyOf(agents);
    plans = List.copyOf(plans);
  }

  List<Agent> and(List<? extends Agent> builtIn) {
    return Stream.<Agent>concat(builtIn.stream(), agents.stream()).toList();
  }

  /**
   * All plans, by type.
   *
   * @throws IllegalStateException if two have the same type
   */
  Map<String, SagaPlan> and(Map<String, SagaPlan> builtIn) {
    return Stream.concat(builtIn.values().stream(), plans.stream())
        .collect(Collectors.toUnmodifiableMap(SagaPlan::type, plan -> plan));
  }
}
