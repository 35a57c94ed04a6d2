package switchboard.journal;

/** Why the store did not do what it was asked for. The message is static; the facts are fields. */
public sealed class StoreException extends RuntimeException {
  private StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Another incarnation has claimed the persistence id, or wrote first: nothing was written, and
   * this one must stop.
   */
  public static final class Fenced extends StoreException {
    public Fenced(String message) {
      super(message, null);
    }
  }

  /** Redis is away, loading, read-only or full: nothing is known to be written; try again later. */
  public static final class Unavailable extends StoreException {
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * This is not the store that was used before: it was emptied or swapped. Refused until an
   * operator decides.
   */
  public static final class WrongStore extends StoreException {
    public WrongStore(String message) {
      super(message, null);
    }
  }
}
