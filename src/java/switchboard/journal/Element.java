package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import switchboard.journal.Payloads.Payload;

/**
 * One event as it stands in Redis: the payload and what Pekko keeps beside it. The format is on
 * disk; a change is a new format number beside this one, and old ones are read for ever.
 *
 * <pre>
 * format   1 byte, 1
 * flags    1 byte: 1 = writer is 16 raw bytes; 2 = adapter manifest present; 4 = metadata present
 * time     8 bytes, milliseconds since 1970, big-endian
 * serializer varint, zigzag; manifest: varint length, UTF-8
 * writer   16 bytes, or varint length and UTF-8
 * [adapter manifest] varint length, UTF-8
 * [metadata] serializer, manifest as above; varint length, bytes
 * payload  the rest
 * </pre>
 *
 * @param writer the id that Pekko gave to the incarnation
 * @param timestamp milliseconds since 1970
 * @param adapterManifest what an event adapter noted; empty for none
 */
record Element(
    Payload payload,
    String writer,
    long timestamp,
    String adapterManifest,
    Optional<Payload> metadata) {
  private static final byte FORMAT = 1;
  private static final int RAW_WRITER = 1;
  private static final int ADAPTED = 2;
  private static final int METADATA = 4;

  byte[] write() {
    var raw = rawUuid(writer);
    var out = new ByteArrayOutputStream(payload.bytes().length + 64);
    out.write(FORMAT);
    out.write(
        (raw.isPresent() ? RAW_WRITER : 0)
            | (adapterManifest.isEmpty() ? 0 : ADAPTED)
            | (metadata.isPresent() ? METADATA : 0));
    out.writeBytes(ByteBuffer.allocate(8).putLong(timestamp).array());
    writeKind(out, payload);
    if (raw.isPresent()) {
      var bits = raw.orElseThrow();
      out.writeBytes(
          ByteBuffer.allocate(16)
              .putLong(bits.getMostSignificantBits())
              .putLong(bits.getLeastSignificantBits())
              .array());
    } else {
      writeText(out, writer);
    }
    if (!adapterManifest.isEmpty()) {
      writeText(out, adapterManifest);
    }
    metadata.ifPresent(
        extra -> {
          writeKind(out, extra);
          writeVarint(out, extra.bytes().length);
          out.writeBytes(extra.bytes());
        });
    out.writeBytes(payload.bytes());
    return out.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote, in any version.
   *
   * @throws IllegalArgumentException if it is of no format that is known here
   */
  static Element read(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    if (in.get() != FORMAT) {
      throw new IllegalArgumentException(
          "a stored event has a format that this version does not know;"
              + " was it written by a newer one?");
    }
    int flags = in.get();
    long timestamp = in.getLong();
    int serializer = unzigzag(readVarint(in));
    String manifest = readText(in);
    String writer =
        (flags & RAW_WRITER) != 0 ? new UUID(in.getLong(), in.getLong()).toString() : readText(in);
    String adapterManifest = (flags & ADAPTED) != 0 ? readText(in) : "";
    Optional<Payload> metadata =
        (flags & METADATA) != 0
            ? Optional.of(
                new Payload(unzigzag(readVarint(in)), readText(in), readBytes(in, readVarint(in))))
            : Optional.empty();
    var payload = new Payload(serializer, manifest, readBytes(in, in.remaining()));
    return new Element(payload, writer, timestamp, adapterManifest, metadata);
  }

  /** The UUID, if the text is exactly how it prints. */
  private static Optional<UUID> rawUuid(String writer) {
    if (writer.length() != 36) {
      return Optional.empty();
    }
    try {
      var uuid = UUID.fromString(writer);
      return uuid.toString().equals(writer) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static void writeKind(ByteArrayOutputStream out, Payload payload) {
    int id = payload.serializer();
    writeVarint(out, (id << 1) ^ (id >> 31));
    writeText(out, payload.manifest());
  }

  private static void writeText(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    writeVarint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void writeVarint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static int readVarint(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a stored event is damaged: a number in it does not end");
  }

  private static int unzigzag(int value) {
    return (value >>> 1) ^ -(value & 1);
  }

  private static String readText(ByteBuffer in) {
    return new String(readBytes(in, readVarint(in)), UTF_8);
  }

  private static byte[] readBytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
