package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import switchboard.journal.Payloads.Payload;

/**
 * One event as it stands in Redis: the payload and what Pekko keeps beside it. The format is on
 * disk; a change is a new format number beside these, and old ones are read for ever.
 *
 * <p>Format 3, which is written for an event with nothing but its kind, as ours are: the time is
 * kept on demand only, and the writer stands once for many elements, in the document.
 *
 * <pre>
 * head     1 byte: 3 + 8 * length of the manifest, 0 to 31
 * serializer 2 bytes, big-endian, without sign
 * manifest UTF-8
 * payload  the rest
 * </pre>
 *
 * <p>Format 2, which is written for all others.
 *
 * <pre>
 * head     1 byte: 2 + 8 * flags; flags: 1 = time present; 2 = writer present, as 16 raw bytes;
 *          4 = writer present, as text; 8 = adapter manifest present; 16 = metadata present
 * [time]   varint of 64 bits, milliseconds since 1970
 * serializer varint, zigzag; manifest: varint length, UTF-8
 * [writer] 16 bytes, or varint length and UTF-8
 * [adapter manifest] varint length, UTF-8
 * [metadata] serializer, manifest as above; varint length, bytes
 * payload  the rest
 * </pre>
 *
 * <p>Format 1, which is only read: a byte 1; a byte of flags (1 = writer is 16 raw bytes; 2 =
 * adapter manifest present; 4 = metadata present); time in 8 bytes, big-endian; then as above, the
 * writer always present.
 *
 * @param writer the id that Pekko gave to the incarnation; empty if it is not said here
 * @param timestamp milliseconds since 1970; 0 if it is not kept
 * @param adapterManifest what an event adapter noted; empty for none
 */
record Element(
    Payload payload,
    String writer,
    long timestamp,
    String adapterManifest,
    Optional<Payload> metadata) {
  private static final int FORMAT_BITS = 3;
  private static final int FORMAT_MASK = 7;
  private static final int LONGEST_SHORT_MANIFEST = 31;
  private static final int GREATEST_SHORT_SERIALIZER = 0xffff;
  private static final int TIMED = 1;
  private static final int RAW_WRITER = 2;
  private static final int TEXT_WRITER = 4;
  private static final int ADAPTED = 8;
  private static final int METADATA = 16;

  /** The same, for a place where it is known without saying it who wrote. */
  Element withoutWriter() {
    return new Element(payload, "", timestamp, adapterManifest, metadata);
  }

  byte[] write() {
    byte[] manifest = payload.manifest().getBytes(UTF_8);
    return hasOnlyKind()
            && manifest.length <= LONGEST_SHORT_MANIFEST
            && payload.serializer() >= 0
            && payload.serializer() <= GREATEST_SHORT_SERIALIZER
        ? writeShort(manifest)
        : writeFull();
  }

  private boolean hasOnlyKind() {
    return timestamp == 0 && writer.isEmpty() && adapterManifest.isEmpty() && metadata.isEmpty();
  }

  private byte[] writeShort(byte[] manifest) {
    return ByteBuffer.allocate(3 + manifest.length + payload.bytes().length)
        .put((byte) (3 | manifest.length << FORMAT_BITS))
        .putShort((short) payload.serializer())
        .put(manifest)
        .put(payload.bytes())
        .array();
  }

  private byte[] writeFull() {
    var raw = rawUuid(writer);
    boolean text = raw.isEmpty() && !writer.isEmpty();
    int flags =
        (timestamp == 0 ? 0 : TIMED)
            | (raw.isPresent() ? RAW_WRITER : 0)
            | (text ? TEXT_WRITER : 0)
            | (adapterManifest.isEmpty() ? 0 : ADAPTED)
            | (metadata.isPresent() ? METADATA : 0);
    var out = new ByteArrayOutputStream(payload.bytes().length + 64);
    out.write(2 | flags << FORMAT_BITS);
    if (timestamp != 0) {
      writeVarint(out, timestamp);
    }
    writeKind(out, payload);
    raw.ifPresent(uuid -> out.writeBytes(raw(uuid)));
    if (text) {
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
    int head = in.get() & 0xff;
    return switch (head & FORMAT_MASK) {
      case 1 -> readFirstFormat(in);
      case 2 -> readFull(in, head >>> FORMAT_BITS);
      case 3 -> readShort(in, head >>> FORMAT_BITS);
      default ->
          throw new IllegalArgumentException(
              "a stored event has a format that this version does not know;"
                  + " was it written by a newer one?");
    };
  }

  private static Element readFirstFormat(ByteBuffer in) {
    int flags = in.get();
    long timestamp = in.getLong();
    int writer = (flags & 1) != 0 ? RAW_WRITER : TEXT_WRITER;
    return readRest(in, timestamp, writer | (flags & 2) << 2 | (flags & 4) << 2);
  }

  private static Element readFull(ByteBuffer in, int flags) {
    return readRest(in, (flags & TIMED) != 0 ? readVarint(in) : 0, flags);
  }

  private static Element readShort(ByteBuffer in, int manifestLength) {
    int serializer = Short.toUnsignedInt(in.getShort());
    var manifest = new String(readBytes(in, manifestLength), UTF_8);
    var payload = new Payload(serializer, manifest, readBytes(in, in.remaining()));
    return new Element(payload, "", 0, "", Optional.empty());
  }

  private static Element readRest(ByteBuffer in, long timestamp, int flags) {
    int serializer = unzigzag((int) readVarint(in));
    String manifest = readText(in);
    String writer = "";
    if ((flags & RAW_WRITER) != 0) {
      writer = new UUID(in.getLong(), in.getLong()).toString();
    } else if ((flags & TEXT_WRITER) != 0) {
      writer = readText(in);
    }
    String adapterManifest = (flags & ADAPTED) != 0 ? readText(in) : "";
    Optional<Payload> metadata =
        (flags & METADATA) != 0
            ? Optional.of(new Payload(unzigzag((int) readVarint(in)), readText(in), readSized(in)))
            : Optional.empty();
    var payload = new Payload(serializer, manifest, readBytes(in, in.remaining()));
    return new Element(payload, writer, timestamp, adapterManifest, metadata);
  }

  /** The UUID, if the text is exactly how it prints. */
  static Optional<UUID> rawUuid(String writer) {
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

  static byte[] raw(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  /** What {@link #raw} made; empty if these are not 16 bytes. */
  static Optional<UUID> uuid(byte[] raw) {
    if (raw.length != 16) {
      return Optional.empty();
    }
    var in = ByteBuffer.wrap(raw);
    return Optional.of(new UUID(in.getLong(), in.getLong()));
  }

  private static void writeKind(ByteArrayOutputStream out, Payload payload) {
    int id = payload.serializer();
    writeVarint(out, ((id << 1) ^ (id >> 31)) & 0xffff_ffffL);
    writeText(out, payload.manifest());
  }

  private static void writeText(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    writeVarint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void writeVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long readVarint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
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
    return new String(readSized(in), UTF_8);
  }

  private static byte[] readSized(ByteBuffer in) {
    long length = readVarint(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a stored event is damaged: a length in it is too large");
    }
    return readBytes(in, (int) length);
  }

  private static byte[] readBytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
