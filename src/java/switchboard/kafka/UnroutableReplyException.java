package switchboard.kafka;

/**
 * Says that no repeat will ever let a reply be recorded, such as one for a saga that never was. The
 * reply goes to the dead letters instead of being retried.
 */
public final class UnroutableReplyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason static text in upper snake case; becomes the dead letter's reason
   */
  public UnroutableReplyException(String reason) {
    super(reason, null, false, false);
  }
}
