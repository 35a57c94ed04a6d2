package switchboard.faults.sagas;

import java.util.List;
import java.util.Set;
import switchboard.faults.sagas.LedgerFile.Line;

/**
 * What is left of a run, seen from outside.
 *
 * @param ledgers each service's lines, oldest first
 * @param others ids of the sagas of other runs whose lines are in the same ledgers, as they stand
 *     there
 * @param parked whether sagas may wait for an operator
 */
record Evidence(List<List<Line>> ledgers, List<Talk> talks, Set<String> others, boolean parked) {
  Evidence {
    ledgers = ledgers.stream().map(List::copyOf).toList();
    talks = List.copyOf(talks);
    others = Set.copyOf(others);
  }
}
