package switchboard.operations;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * What waits outside the nodes.
 *
 * @param read when it was read
 * @param groups in the order of their names; none if Kafka did not say it
 * @param parked sagas that wait for an operator, at most {@value #MOST_PARKED}; empty if the store
 *     did not say it
 */
public record Backlog(Instant read, List<Group> groups, OptionalInt parked) {
  /** Stands for that many or more. */
  static final int MOST_PARKED = 1000;

  public Backlog {
    groups = List.copyOf(groups);
  }

  /**
   * A consumer group of the nodes.
   *
   * @param lag records that it has not committed yet
   */
  public record Group(String name, long lag) {}
}
