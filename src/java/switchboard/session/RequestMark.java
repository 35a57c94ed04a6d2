package switchboard.session;

import java.util.Optional;
import java.util.UUID;

/**
 * What is kept of a request to recognise its repetition: its id and a digest of its payload.
 *
 * @param id at most 64 visible ASCII characters where it comes from a client
 * @param digest in lower-case hexadecimal
 */
public record RequestMark(String id, String digest) {
  private static final int UUID_LENGTH = 36;

  /** The id as a UUID, if it is exactly how that prints: then 16 bytes are enough to keep it. */
  public Optional<UUID> uuid() {
    return uuid(id);
  }

  static Optional<UUID> uuid(String id) {
    if (id.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      var uuid = UUID.fromString(id);
      return uuid.toString().equals(id) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
