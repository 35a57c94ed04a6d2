package switchboard.ops.raw;

/** What stands in the store cannot be read as what it has to be. */
public final class RawFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RawFailure(String message) {
    super(message);
  }

  RawFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
