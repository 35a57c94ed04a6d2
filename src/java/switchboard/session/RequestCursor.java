package switchboard.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** Reads the requests of a {@link RequestBlock} one by one, without making objects of them. */
final class RequestCursor {
  private final byte[] bytes;
  private int left;
  private int at;
  private int start;
  private int digest;
  private int numbers;
  private long sequence;
  private long millis;

  /**
   * A cursor before the first.
   *
   * @param requests where that begins
   * @param count how many there are
   */
  RequestCursor(byte[] bytes, int requests, int count) {
    this.bytes = bytes;
    this.at = requests;
    this.left = count;
  }

  /**
   * Goes to the next.
   *
   * @return false after the last
   * @throws IllegalArgumentException if the bytes are not a request
   */
  boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    start = at;
    var head = varint();
    if (RequestBlock.isShort(head) && length(head) != RequestBlock.UUID_BYTES) {
      throw damaged(start);
    }
    skip(length(head));
    digest = at;
    skip(length(varint()));
    numbers = at;
    sequence += signed(varint());
    millis += signed(varint());
    return true;
  }

  /** Where the request begins that the cursor is at. */
  int start() {
    return start;
  }

  /** Where its sequence and its time begin. */
  int numbers() {
    return numbers;
  }

  /** Where the next one, or the next block, begins. */
  int end() {
    return at;
  }

  long sequence() {
    return sequence;
  }

  long millis() {
    return millis;
  }

  /**
   * Whether it has this id.
   *
   * @param id made by {@link RequestBlock#id}; it begins with its length, so none is another's
   *     beginning
   */
  boolean hasId(byte[] id) {
    int end = start + id.length;
    return end <= digest && Arrays.equals(bytes, start, end, id, 0, id.length);
  }

  /** Of its id, see {@link RequestBlock#hash}. */
  byte hash() {
    return RequestBlock.hash(bytes, start, digest);
  }

  RequestLog.Entry entry() {
    int next = at;
    at = start;
    var head = varint();
    var id = RequestBlock.isShort(head) ? uuid(at) : text(at, digest);
    at = digest;
    head = varint();
    var print =
        RequestBlock.isShort(head)
            ? HexFormat.of().formatHex(bytes, at, numbers)
            : text(at, numbers);
    at = next;
    return new RequestLog.Entry(new RequestMark(id, print), sequence, Instant.ofEpochMilli(millis));
  }

  private String uuid(int from) {
    var halves = ByteBuffer.wrap(bytes, from, RequestBlock.UUID_BYTES);
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static long length(long head) {
    return head >>> 1;
  }

  private void skip(long length) {
    if (length > bytes.length - at) {
      throw damaged(at);
    }
    at += (int) length;
  }

  private static long signed(long folded) {
    return folded >>> 1 ^ -(folded & 1);
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = oneByte();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged(at);
  }

  private byte oneByte() {
    if (at >= bytes.length) {
      throw damaged(at);
    }
    return bytes[at++];
  }

  /** What is at this place cannot be. */
  static IllegalArgumentException damaged(int at) {
    return new IllegalArgumentException(
        "the requests of a session are damaged at byte "
            + at
            + "; have the session recover from an older snapshot or from its events");
  }
}
