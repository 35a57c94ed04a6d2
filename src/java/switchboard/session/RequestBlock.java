package switchboard.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A few requests of a {@link RequestLog} as bytes: how many, then each with its id, its digest, its
 * sequence and its time.
 *
 * <p>An id is a head, which is twice its length plus one if it is a UUID, and then a UUID's 16
 * bytes or else UTF-8. A digest is the same, with bytes instead of the hexadecimal text where it is
 * one. Sequence and time, in milliseconds since 1970 UTC, are told as what they have more than
 * those of the request before in the block, the first against 0, with the sign in the lowest bit.
 * Heads and numbers are varints as in protobuf.
 */
final class RequestBlock {
  /** How many requests a block has at most. */
  static final int CAPACITY = 32;

  static final int UUID_BYTES = 2 * Long.BYTES;

  private RequestBlock() {}

  /** A block of these. */
  static byte[] of(List<RequestLog.Entry> entries) {
    var block = new ByteArrayOutputStream();
    block.write(entries.size());
    long sequence = 0;
    long millis = 0;
    for (var entry : entries) {
      write(block, entry, sequence, millis);
      sequence = entry.sequence();
      millis = entry.time().toEpochMilli();
    }
    return block.toByteArray();
  }

  static int count(byte[] block) {
    return block[0];
  }

  /** The block with one more. */
  static byte[] plus(byte[] block, RequestLog.Entry entry) {
    var cursor = new RequestCursor(block, 0);
    while (cursor.next()) {
      // to the last one, against which the new one is told
    }
    var longer = new ByteArrayOutputStream(block.length + 48);
    longer.write(count(block) + 1);
    longer.write(block, 1, block.length - 1);
    write(longer, entry, cursor.sequence(), cursor.millis());
    return longer.toByteArray();
  }

  /**
   * The block without its first ones.
   *
   * @param forgotten how many; fewer than it has
   */
  static byte[] without(byte[] block, int forgotten) {
    var cursor = new RequestCursor(block, 0);
    for (int i = 0; i <= forgotten; i++) {
      cursor.next();
    }
    var shorter = new ByteArrayOutputStream(block.length);
    shorter.write(count(block) - forgotten);
    shorter.write(block, cursor.start(), cursor.numbers() - cursor.start());
    writeSigned(shorter, cursor.sequence());
    writeSigned(shorter, cursor.millis());
    shorter.write(block, cursor.end(), block.length - cursor.end());
    return shorter.toByteArray();
  }

  /**
   * The last one with this id.
   *
   * @param id made by {@link #id}
   */
  static Optional<RequestLog.Entry> last(byte[] block, byte[] id) {
    var cursor = new RequestCursor(block, 0);
    int last = 0;
    for (int i = 1; cursor.next(); i++) {
      if (cursor.hasId(id)) {
        last = i;
      }
    }
    if (last == 0) {
      return Optional.empty();
    }
    var found = new RequestCursor(block, 0);
    for (int i = 0; i < last; i++) {
      found.next();
    }
    return Optional.of(found.entry());
  }

  /** An id as it is in a block, head and all. */
  static byte[] id(String id) {
    var bytes = new ByteArrayOutputStream(40);
    var uuid = RequestMark.uuid(id);
    if (uuid.isPresent()) {
      var halves = ByteBuffer.allocate(UUID_BYTES);
      halves.putLong(uuid.get().getMostSignificantBits());
      halves.putLong(uuid.get().getLeastSignificantBits());
      writeHeaded(bytes, halves.array(), true);
    } else {
      writeHeaded(bytes, id.getBytes(StandardCharsets.UTF_8), false);
    }
    return bytes.toByteArray();
  }

  /** Whether what follows this head is bytes that were made of a longer text. */
  static boolean isShort(long head) {
    return (head & 1) == 1;
  }

  private static void write(
      ByteArrayOutputStream to, RequestLog.Entry entry, long sequence, long millis) {
    to.writeBytes(id(entry.mark().id()));
    var digest = entry.mark().digest();
    if (isHex(digest)) {
      writeHeaded(to, HexFormat.of().parseHex(digest), true);
    } else {
      writeHeaded(to, digest.getBytes(StandardCharsets.UTF_8), false);
    }
    writeSigned(to, entry.sequence() - sequence);
    writeSigned(to, entry.time().toEpochMilli() - millis);
  }

  private static boolean isHex(String text) {
    return text.length() % 2 == 0
        && text.chars().allMatch(it -> it >= '0' && it <= '9' || it >= 'a' && it <= 'f');
  }

  private static void writeHeaded(ByteArrayOutputStream to, byte[] bytes, boolean isShort) {
    writeVarint(to, 2L * bytes.length + (isShort ? 1 : 0));
    to.writeBytes(bytes);
  }

  private static void writeSigned(ByteArrayOutputStream to, long value) {
    writeVarint(to, value << 1 ^ value >> Long.SIZE - 1);
  }

  private static void writeVarint(ByteArrayOutputStream to, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      to.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    to.write((int) rest);
  }
}
