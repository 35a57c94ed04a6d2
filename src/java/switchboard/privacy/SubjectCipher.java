package switchboard.privacy;

/** Seals and opens what belongs to one subject, under the subject's key. Safe for many threads. */
public interface SubjectCipher {
  /** How many bytes a sealed text is longer than the text: 12 of nonce and 16 of tag. */
  int OVERHEAD = 28;

  /**
   * Encrypts with AES-256-GCM: a random nonce of 12 bytes, the ciphertext, the tag of 16.
   *
   * @param context where the text stands: what is sealed for one place cannot be opened as another
   */
  byte[] seal(byte[] text, String context);

  /**
   * Opens what {@link #seal} sealed for the same context.
   *
   * @throws SealBrokenException if it was sealed with another key, for another context, or damaged
   */
  byte[] open(byte[] sealed, String context);

  /** A digest of 16 bytes that nobody can compute, or guess texts by, without the key. */
  byte[] digest(byte[] text);
}
