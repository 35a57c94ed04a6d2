package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * One element of a journal's list.
 *
 * @param manifest what kind of event the payload is; empty for the place of one that was rejected
 */
record RawElement(String manifest, byte[] payload) {
  private static final int WRITER_BYTES = 16;

  /** Reads formats 1 to 3. */
  static RawElement read(byte[] bytes) {
    if (bytes.length == 0) {
      return new RawElement("", bytes);
    }
    var in = ByteBuffer.wrap(bytes);
    try {
      int head = in.get() & 0xff;
      return switch (head & 7) {
        case 1 -> first(in);
        case 2 -> second(in, head >>> 3);
        case 3 -> third(in, head >>> 3);
        default -> throw new RawFailure("an event of an unknown format: its first byte is " + head);
      };
    } catch (BufferUnderflowException e) {
      throw new RawFailure("an event is cut off", e);
    }
  }

  /** A byte of flags, the time, the kind, the writer, then what the flags say, then the payload. */
  private static RawElement first(ByteBuffer in) {
    int flags = in.get();
    in.getLong();
    var manifest = kind(in);
    skip(in, (flags & 1) != 0 ? WRITER_BYTES : (int) Fields.varint(in));
    return rest(in, manifest, (flags & 2) != 0, (flags & 4) != 0);
  }

  /** The flags stand in the first byte; what is usual is left out. */
  private static RawElement second(ByteBuffer in, int flags) {
    if ((flags & 1) != 0) {
      Fields.varint(in);
    }
    var manifest = kind(in);
    if ((flags & 2) != 0) {
      skip(in, WRITER_BYTES);
    } else if ((flags & 4) != 0) {
      text(in);
    }
    return rest(in, manifest, (flags & 8) != 0, (flags & 16) != 0);
  }

  /** The length of the manifest stands in the first byte; then the serializer's number. */
  private static RawElement third(ByteBuffer in, int length) {
    in.getShort();
    var manifest = new String(Fields.bytes(in, length), UTF_8);
    return new RawElement(manifest, Fields.bytes(in, in.remaining()));
  }

  private static RawElement rest(
      ByteBuffer in, String manifest, boolean adapted, boolean metadata) {
    if (adapted) {
      text(in);
    }
    if (metadata) {
      kind(in);
      skip(in, (int) Fields.varint(in));
    }
    return new RawElement(manifest, Fields.bytes(in, in.remaining()));
  }

  /** The serializer's number, which does not matter here, and the manifest. */
  private static String kind(ByteBuffer in) {
    Fields.varint(in);
    return text(in);
  }

  private static String text(ByteBuffer in) {
    return new String(Fields.bytes(in, (int) Fields.varint(in)), UTF_8);
  }

  private static void skip(ByteBuffer in, int length) {
    Fields.bytes(in, length);
  }
}
