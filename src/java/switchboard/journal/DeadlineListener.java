package switchboard.journal;

import java.time.Instant;

/** Is told of the deadlines that this process's own appends set. */
@FunctionalInterface
public interface DeadlineListener {
  /**
   * A deadline of a bucket was just set or moved. Called on any thread; must neither block nor
   * throw.
   */
  void set(int bucket, Instant due);
}
