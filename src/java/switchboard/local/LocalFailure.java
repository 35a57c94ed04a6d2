package switchboard.local;

/**
 * The local system cannot start or go on, for a reason that the person at the terminal can act on.
 * The message is one line that says what was wrong, where, and what to do.
 */
public final class LocalFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalFailure(String message) {
    super(message);
  }

  public LocalFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
