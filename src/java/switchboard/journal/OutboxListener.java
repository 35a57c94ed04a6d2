package switchboard.journal;

/** Is told of this process's own appends to outboxes. */
@FunctionalInterface
public interface OutboxListener {
  /**
   * Something was just appended to a bucket's outbox. Called on any thread; must neither block nor
   * throw.
   *
   * @param urgent whether it is to be carried out at once rather than within a second or so
   */
  void appended(int bucket, boolean urgent);
}
