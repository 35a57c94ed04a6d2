package switchboard.kafka;

/**
 * A handler's final no: no repeat will ever let this record be handled, such as a reply for a saga
 * that never was. The record goes to the dead letters at once.
 *
 * <p>What may go well later is any other exception, and retried for ever; what goes wrong because
 * of the record itself, as far as one can tell, is a {@link PoisonException}.
 */
public class UnroutableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason static text in upper snake case; becomes the dead letter's reason
   */
  public UnroutableException(String reason) {
    super(reason, null, false, false);
  }
}
