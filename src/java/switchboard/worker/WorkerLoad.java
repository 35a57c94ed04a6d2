package switchboard.worker;

import java.util.List;

/**
 * A worker on one of this node's streams, and what it has to do.
 *
 * @param turns in no order
 */
public record WorkerLoad(ConnectedWorker worker, List<HeldTurn> turns) {
  public WorkerLoad {
    turns = List.copyOf(turns);
  }

  /** How many turns the worker has. */
  public int given() {
    return (int) turns.stream().filter(HeldTurn::given).count();
  }

  /** How many turns wait until it has room for them. */
  public int waiting() {
    return turns.size() - given();
  }
}
