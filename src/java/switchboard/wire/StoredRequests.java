package switchboard.wire;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import switchboard.session.RequestMark;

/** Requests' ids and digests as stored: an id that is a UUID, as most are, takes 16 bytes. */
final class StoredRequests {
  private StoredRequests() {}

  /** The id where it is not a UUID; else empty. */
  static String text(RequestMark mark) {
    return mark.uuid().isPresent() ? "" : mark.id();
  }

  /** The id where it is a UUID; else empty. */
  static ByteString uuid(RequestMark mark) {
    return mark.uuid()
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
}
