package switchboard.inspection;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;

/** Looks into nodes. */
public interface Inspection {
  /**
   * What the nodes said.
   *
   * @param said in the order of the members' age
   * @param silent host:port of the members that gave no answer in time
   */
  record Answers(List<Inspected> said, List<String> silent) {
    public Answers {
      said = List.copyOf(said);
      silent = List.copyOf(silent);
    }
  }

  /**
   * Asks one member of the cluster or all of them.
   *
   * @param node how system_service.proto says that a node is named; empty for all
   * @return completes in time; empty if no member has this name
   */
  CompletionStage<Optional<Answers>> ask(Inspect question, String node);
}
