package switchboard.wire;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import switchboard.session.RequestMark;

/** Requests' ids and digests as stored: an id that is a UUID, as most are, takes 16 bytes. */
final class StoredRequests {
  private static final int UUID_LENGTH = 36;

  private StoredRequests() {}

  /** The id where it is not a UUID; else empty. */
  static String text(RequestMark mark) {
    return uuidOf(mark.id()).isPresent() ? "" : mark.id();
  }

  /** The id where it is a UUID; else empty. */
  static ByteString uuid(RequestMark mark) {
    return uuidOf(mark.id())
        .map(
            id ->
                ByteString.copyFrom(
                    ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .flip()))
        .orElse(ByteString.EMPTY);
  }

  static ByteString digest(RequestMark mark) {
    return ByteString.copyFrom(HexFormat.of().parseHex(mark.digest()));
  }

  static RequestMark mark(String text, ByteString uuid, ByteString digest) {
    var id = text;
    if (!uuid.isEmpty()) {
      var bytes = uuid.asReadOnlyByteBuffer();
      id = new UUID(bytes.getLong(), bytes.getLong()).toString();
    }
    return new RequestMark(id, HexFormat.of().formatHex(digest.toByteArray()));
  }

  /** The UUID, if the text is exactly how it prints. */
  private static Optional<UUID> uuidOf(String text) {
    if (text.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      var uuid = UUID.fromString(text);
      return uuid.toString().equals(text) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
