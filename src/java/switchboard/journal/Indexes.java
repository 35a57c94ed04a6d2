package switchboard.journal;

import static switchboard.journal.EventLog.list;
import static switchboard.journal.EventLog.number;
import static switchboard.journal.EventLog.text;
import static switchboard.journal.Keys.bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Indexes that cross buckets: members in the order of their bytes, each with a value. */
final class Indexes {
  private final Gate gate;
  private final Keys keys;

  Indexes(Gate gate, Keys keys) {
    this.gate = gate;
    this.keys = keys;
  }

  CompletionStage<Void> put(String index, String member, byte[] value) {
    return gate.run(Script.INDEX_PUT, keysOf(index), bytes(member), value).thenApply(_ -> null);
  }

  CompletionStage<List<IndexEntry>> read(String index, String afterMember, int max) {
    byte[] bound = afterMember.isEmpty() ? bytes("-") : bytes("(" + afterMember);
    return gate.run(Script.INDEX_READ, keysOf(index), bound, number(max))
        .thenApply(reply -> entries(list(reply.get(0)), list(reply.get(1))));
  }

  private byte[][] keysOf(String index) {
    return new byte[][] {
      keys.marker(Keys.bucketOf(index)), keys.indexMembers(index), keys.indexValues(index)
    };
  }

  private static List<IndexEntry> entries(List<byte[]> members, List<byte[]> values) {
    List<IndexEntry> entries = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      entries.add(new IndexEntry(text(members.get(i)), values.get(i)));
    }
    return entries;
  }
}
