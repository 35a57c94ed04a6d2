package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static switchboard.journal.EventLog.number;
import static switchboard.journal.Keys.bytes;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Indexes that cross buckets: members in the order of their bytes, each with a value. One sorted
 * set each, of entries that are member, a zero byte, value: half of what a hash of values beside a
 * set of members takes.
 */
final class Indexes {
  private static final char SEPARATOR = '\0';

  /** Comes after every entry of a member, and before those of the next one. */
  private static final char BEYOND = '\1';

  private final Gate gate;
  private final Keys keys;

  Indexes(Gate gate, Keys keys) {
    this.gate = gate;
    this.keys = keys;
  }

  CompletionStage<Void> put(String index, String member, byte[] value) {
    var entry = new ByteArrayOutputStream();
    entry.writeBytes(bytes(checked(member) + SEPARATOR));
    entry.writeBytes(value);
    return gate.run(
            Script.INDEX_PUT,
            keysOf(index),
            bytes("[" + member + SEPARATOR),
            bytes("(" + member + BEYOND),
            entry.toByteArray())
        .thenApply(_ -> null);
  }

  CompletionStage<Void> remove(String index, String member) {
    return gate.run(
            Script.GUARDED,
            keysOf(index),
            bytes("ZREMRANGEBYLEX"),
            bytes("[" + checked(member) + SEPARATOR),
            bytes("(" + member + BEYOND))
        .thenApply(_ -> null);
  }

  CompletionStage<List<IndexEntry>> read(String index, String afterMember, int max) {
    byte[] bound = afterMember.isEmpty() ? bytes("-") : bytes("[" + checked(afterMember) + BEYOND);
    return gate.run(
            Script.GUARDED,
            keysOf(index),
            bytes("ZRANGEBYLEX"),
            bound,
            bytes("+"),
            bytes("LIMIT"),
            bytes("0"),
            number(max))
        .thenApply(
            reply -> EventLog.<byte[]>list(reply.getFirst()).stream().map(Indexes::entry).toList());
  }

  private byte[][] keysOf(String index) {
    return new byte[][] {keys.marker(Keys.bucketOf(index)), keys.index(index)};
  }

  private static String checked(String member) {
    if (member.indexOf(SEPARATOR) >= 0 || member.indexOf(BEYOND) >= 0) {
      throw new IllegalArgumentException("a member of an index cannot hold characters 0 and 1");
    }
    return member;
  }

  private static IndexEntry entry(byte[] stored) {
    int end = 0;
    while (stored[end] != SEPARATOR) {
      end++;
    }
    return new IndexEntry(
        new String(stored, 0, end, UTF_8), Arrays.copyOfRange(stored, end + 1, stored.length));
  }
}
