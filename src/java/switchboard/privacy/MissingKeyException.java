package switchboard.privacy;

/** A subject's key is wrapped by a key-encryption key that this node does not have. */
public final class MissingKeyException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String keyId;

  MissingKeyException(String keyId) {
    super(
        "a subject's key is wrapped by a key-encryption key that is not configured: "
            + keyId
            + "; add it, or rotate the keys before dropping one");
    this.keyId = keyId;
  }

  /** The id of the key-encryption key. */
  public String keyId() {
    return keyId;
  }
}
