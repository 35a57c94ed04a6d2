package switchboard.operations.explain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.directory.DirectoryReply.Examined;
import switchboard.directory.Place;
import switchboard.directory.WorkerView;
import switchboard.session.SessionId;

/**
 * What is known of a session.
 *
 * @param place who handles it; empty if that could not be found out, as without the store
 * @param nodes what those that answered know
 * @param sagas those that it waits for, oldest first
 * @param workers those of its agent
 * @param silent cluster addresses of members that did not answer something of this
 */
public record SessionFacts(
    Instant now,
    SessionId session,
    Optional<Place> place,
    List<Examined> nodes,
    List<SagaFacts> sagas,
    List<WorkerView> workers,
    List<String> silent) {
  public SessionFacts {
    nodes = List.copyOf(nodes);
    sagas = List.copyOf(sagas);
    workers = List.copyOf(workers);
    silent = List.copyOf(silent);
  }

  /** What the node found that holds the session or would wake it; else what any node found. */
  Optional<Examined> nearest() {
    var home = place.flatMap(Place::node).map(node -> node.uid());
    return nodes.stream()
        .filter(each -> home.isPresent() && each.node().uid() == home.get())
        .findFirst()
        .or(() -> nodes.stream().findFirst());
  }
}
