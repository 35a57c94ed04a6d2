package switchboard.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A few requests of a {@link RequestLog} as bytes: how many, then a byte of each id's hash, then
 * each with its id, its digest, its sequence and its time. The hashes are not stored: by them a
 * search passes over almost all blocks without reading the rest.
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
    var block = new byte[] {0};
    for (var entry : entries) {
      block = plus(block, entry);
    }
    return block;
  }

  /**
   * A block that is stored within these bytes.
   *
   * @param at where it begins
   * @throws IllegalArgumentException if there is none
   */
  static byte[] read(byte[] bytes, int at) {
    int count = at < bytes.length ? bytes[at] : 0;
    if (count < 1 || count > CAPACITY) {
      throw RequestCursor.damaged(at);
    }
    var block = new ByteArrayOutputStream(bytes.length - at);
    block.write(count);
    var cursor = new RequestCursor(bytes, at + 1, count);
    while (cursor.next()) {
      block.write(cursor.hash());
    }
    block.write(bytes, at + 1, cursor.end() - at - 1);
    return block.toByteArray();
  }

  /** Writes a block as it is stored: without the hashes. */
  static void write(byte[] block, ByteArrayOutputStream to) {
    to.write(count(block));
    to.write(block, requests(block), block.length - requests(block));
  }

  static int storedLength(byte[] block) {
    return block.length - count(block);
  }

  static int count(byte[] block) {
    return block[0];
  }

  /** Where the first request begins. */
  private static int requests(byte[] block) {
    return 1 + count(block);
  }

  /** A cursor before the first. */
  static RequestCursor cursor(byte[] block) {
    return new RequestCursor(block, requests(block), count(block));
  }

  /** The block with one more. */
  static byte[] plus(byte[] block, RequestLog.Entry entry) {
    var cursor = cursor(block);
    while (cursor.next()) {
      // to the last one, against which the new one is told
    }
    var id = id(entry.mark().id());
    var longer = new ByteArrayOutputStream(block.length + 48);
    longer.write(count(block) + 1);
    longer.write(block, 1, count(block));
    longer.write(hash(id, 0, id.length));
    longer.write(block, requests(block), block.length - requests(block));
    longer.writeBytes(id);
    writeDigest(longer, entry.mark().digest());
    writeSigned(longer, entry.sequence() - cursor.sequence());
    writeSigned(longer, entry.time().toEpochMilli() - cursor.millis());
    return longer.toByteArray();
  }

  /**
   * The block without its first ones.
   *
   * @param forgotten how many; fewer than it has
   */
  static byte[] without(byte[] block, int forgotten) {
    var cursor = cursor(block);
    for (int i = 0; i <= forgotten; i++) {
      cursor.next();
    }
    int count = count(block) - forgotten;
    var shorter = new ByteArrayOutputStream(block.length);
    shorter.write(count);
    shorter.write(block, 1 + forgotten, count);
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
   * @param hash of it
   */
  static Optional<RequestLog.Entry> last(byte[] block, byte[] id, byte hash) {
    for (int place = count(block); place > 0; place--) {
      if (block[place] == hash) {
        var cursor = cursor(block);
        for (int i = 0; i < place; i++) {
          cursor.next();
        }
        if (cursor.hasId(id)) {
          return Optional.of(cursor.entry());
        }
      }
    }
    return Optional.empty();
  }

  /** Of an id made by {@link #id} that is within these bytes. */
  static byte hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return (byte) hash;
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

  private static void writeDigest(ByteArrayOutputStream to, String digest) {
    if (isHex(digest)) {
      writeHeaded(to, HexFormat.of().parseHex(digest), true);
    } else {
      writeHeaded(to, digest.getBytes(StandardCharsets.UTF_8), false);
    }
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
