package switchboard.session;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The requests a session remembers, to answer a repetition with the first result: the last 1,000,
 * each for 24 hours. Immutable.
 *
 * <p>Every active session holds one, so it is kept as bytes, about 40 for each request, and not as
 * objects, which took 230. They are in blocks, so that one more request copies the last block and
 * not all of them.
 */
public final class RequestLog {
  /** How many requests are remembered at most. */
  public static final int MAX_REQUESTS = 1_000;

  /** How long a request is remembered. */
  public static final Duration MAX_AGE = Duration.ofHours(24);

  public static final RequestLog EMPTY = new RequestLog(new byte[0][]);

  /** Of {@link #toBytes()}; another format gets another number. */
  private static final int FORMAT = 1;

  /** In place of another block's count. */
  private static final int END = 0;

  /**
   * A request and the event that recorded it.
   *
   * @param time of the event; remembered to the millisecond, as events are stored
   */
  public record Entry(RequestMark mark, long sequence, Instant time) {}

  /** The oldest first; see {@link RequestBlock}. */
  private final byte[][] blocks;

  private RequestLog(byte[][] blocks) {
    this.blocks = blocks;
  }

  /** A log of these, the oldest first. */
  public static RequestLog of(List<Entry> entries) {
    var blocks = new ArrayList<byte[]>();
    for (int from = 0; from < entries.size(); from += RequestBlock.CAPACITY) {
      int to = Math.min(from + RequestBlock.CAPACITY, entries.size());
      blocks.add(RequestBlock.of(entries.subList(from, to)));
    }
    return new RequestLog(blocks.toArray(byte[][]::new));
  }

  /** All of them, the oldest first. */
  public List<Entry> entries() {
    var entries = new ArrayList<Entry>();
    for (var block : blocks) {
      var cursor = RequestBlock.cursor(block);
      while (cursor.next()) {
        entries.add(cursor.entry());
      }
    }
    return List.copyOf(entries);
  }

  /** The latest request with this id, unless it is too old. */
  public Optional<Entry> find(String id, Instant now) {
    var sought = RequestBlock.id(id);
    var hash = RequestBlock.hash(sought, 0, sought.length);
    for (int i = blocks.length - 1; i >= 0; i--) {
      var seen = RequestBlock.last(blocks[i], sought, hash);
      if (seen.isPresent()) {
        return seen.filter(entry -> !entry.time().isBefore(now.minus(MAX_AGE)));
      }
    }
    return Optional.empty();
  }

  /** Remembers one more; forgets what is too old or too much. */
  public RequestLog with(Entry entry) {
    int forgotten = forgotten(entry.time().minus(MAX_AGE));
    int from = 0;
    while (from < blocks.length && forgotten >= RequestBlock.count(blocks[from])) {
      forgotten -= RequestBlock.count(blocks[from]);
      from++;
    }
    int to = blocks.length;
    boolean room = from < to && RequestBlock.count(blocks[to - 1]) < RequestBlock.CAPACITY;
    var changed = Arrays.copyOfRange(blocks, from, room ? to : to + 1);
    if (forgotten > 0) {
      changed[0] = RequestBlock.without(changed[0], forgotten);
    }
    int last = changed.length - 1;
    changed[last] =
        room ? RequestBlock.plus(changed[last], entry) : RequestBlock.of(List.of(entry));
    return new RequestLog(changed);
  }

  /** How many of the first go before one more comes. */
  private int forgotten(Instant oldest) {
    int tooMany = size() - (MAX_REQUESTS - 1);
    int forgotten = 0;
    for (var block : blocks) {
      var cursor = RequestBlock.cursor(block);
      while (cursor.next()) {
        if (forgotten >= tooMany && !Instant.ofEpochMilli(cursor.millis()).isBefore(oldest)) {
          return forgotten;
        }
        forgotten++;
      }
    }
    return forgotten;
  }

  private int size() {
    int size = 0;
    for (var block : blocks) {
      size += RequestBlock.count(block);
    }
    return size;
  }

  /** As they are stored; nothing for an empty log. The proto file describes the format. */
  public byte[] toBytes() {
    if (blocks.length == 0) {
      return new byte[0];
    }
    var bytes = new ByteArrayOutputStream();
    bytes.write(FORMAT);
    for (var block : blocks) {
      RequestBlock.write(block, bytes);
    }
    bytes.write(END);
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #toBytes()} made.
   *
   * @throws IllegalArgumentException if it was not that which made them
   */
  public static RequestLog fromBytes(byte[] bytes) {
    if (bytes.length == 0) {
      return EMPTY;
    }
    if (bytes[0] != FORMAT) {
      throw new IllegalArgumentException(
          "a session's requests are in a format that this release does not know; run the release"
              + " that wrote them");
    }
    var blocks = new ArrayList<byte[]>();
    int at = 1;
    while (at == bytes.length || bytes[at] != END) {
      var block = RequestBlock.read(bytes, at);
      blocks.add(block);
      at += RequestBlock.storedLength(block);
    }
    if (at != bytes.length - 1) {
      throw RequestCursor.damaged(at + 1);
    }
    return new RequestLog(blocks.toArray(byte[][]::new));
  }

  /** Whether the same is remembered, however it is divided into blocks. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RequestLog log && entries().equals(log.entries());
  }

  @Override
  public int hashCode() {
    return entries().hashCode();
  }

  @Override
  public String toString() {
    return entries().toString();
  }
}
