package switchboard.privacy;

/** Something sealed cannot be opened: damaged, or sealed for another place or with another key. */
public final class SealBrokenException extends RuntimeException {
  public SealBrokenException(String context, Throwable cause) {
    super(
        "what is stored sealed at " + context + " cannot be opened with its subject's key", cause);
  }
}
