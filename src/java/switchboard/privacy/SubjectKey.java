package switchboard.privacy;

/** What there is of a subject's key. */
public sealed interface SubjectKey {
  /**
   * The key is there.
   *
   * @param keyEncryptionKey id of the key that wraps it where it is stored
   */
  record Present(SubjectCipher cipher, String keyEncryptionKey) implements SubjectKey {}

  /** There is no key to be had. */
  enum Absent implements SubjectKey {
    /** There has never been one: nothing of the subject is stored. */
    NONE,
    /** The subject was erased, or is being erased: there will never be one again. */
    ERASED
  }
}
