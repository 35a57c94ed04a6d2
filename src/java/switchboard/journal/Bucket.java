package switchboard.journal;

import static switchboard.journal.EventLog.list;
import static switchboard.journal.EventLog.number;
import static switchboard.journal.EventLog.text;
import static switchboard.journal.Keys.bytes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a bucket holds for all of its persistence ids: deadlines and outbox. */
final class Bucket {
  private static final char SEPARATOR = '\0';

  private final Gate gate;
  private final Keys keys;

  Bucket(Gate gate, Keys keys) {
    this.gate = gate;
    this.keys = keys;
  }

  /** How a deadline is named among all of its bucket. */
  static byte[] member(String persistenceId, String deadline) {
    if (persistenceId.indexOf(SEPARATOR) >= 0) {
      throw new IllegalArgumentException("a persistence id with deadlines cannot hold character 0");
    }
    return bytes(persistenceId + SEPARATOR + deadline);
  }

  CompletionStage<List<DueDeadline>> due(int bucket, Instant now, int max) {
    return guarded(
            bucket,
            keys.deadlines(bucket),
            bytes("ZRANGEBYSCORE"),
            bytes("-inf"),
            number(EventLog.millis(now)),
            bytes("WITHSCORES"),
            bytes("LIMIT"),
            bytes("0"),
            number(max))
        .thenApply(reply -> deadlines(list(reply.getFirst())));
  }

  CompletionStage<Void> clear(DueDeadline deadline) {
    int bucket = Keys.bucketOf(deadline.persistenceId());
    return gate.run(
            Script.CLEAR_DEADLINE,
            new byte[][] {keys.marker(bucket), keys.deadlines(bucket)},
            member(deadline.persistenceId(), deadline.id()),
            number(EventLog.millis(deadline.due())))
        .thenApply(_ -> null);
  }

  CompletionStage<Void> move(DueDeadline deadline, Instant to) {
    int bucket = Keys.bucketOf(deadline.persistenceId());
    return gate.run(
            Script.MOVE_DEADLINE,
            new byte[][] {keys.marker(bucket), keys.deadlines(bucket)},
            member(deadline.persistenceId(), deadline.id()),
            number(EventLog.millis(deadline.due())),
            number(EventLog.millis(to)))
        .thenApply(_ -> null);
  }

  CompletionStage<List<OutboxItem>> outbox(int bucket, String afterId, int max) {
    return guarded(
            bucket,
            keys.outbox(bucket),
            bytes("XRANGE"),
            bytes(afterId.isEmpty() ? "-" : "(" + afterId),
            bytes("+"),
            bytes("COUNT"),
            number(max))
        .thenApply(reply -> items(list(reply.getFirst())));
  }

  CompletionStage<Void> removeFromOutbox(int bucket, List<String> ids) {
    if (ids.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    byte[][] args = new byte[ids.size() + 1][];
    args[0] = bytes("XDEL");
    for (int i = 0; i < ids.size(); i++) {
      args[i + 1] = bytes(ids.get(i));
    }
    return guarded(bucket, keys.outbox(bucket), args).thenApply(_ -> null);
  }

  private CompletionStage<List<Object>> guarded(int bucket, byte[] key, byte[]... command) {
    return gate.run(Script.GUARDED, new byte[][] {keys.marker(bucket), key}, command);
  }

  private static List<DueDeadline> deadlines(List<byte[]> membersAndScores) {
    List<DueDeadline> due = new ArrayList<>();
    for (int i = 0; i < membersAndScores.size(); i += 2) {
      String member = text(membersAndScores.get(i));
      int separator = member.indexOf(SEPARATOR);
      double millis = Double.parseDouble(text(membersAndScores.get(i + 1)));
      due.add(
          new DueDeadline(
              member.substring(0, separator),
              member.substring(separator + 1),
              Instant.ofEpochMilli((long) millis)));
    }
    return due;
  }

  private static List<OutboxItem> items(List<List<Object>> entries) {
    List<OutboxItem> items = new ArrayList<>();
    for (var entry : entries) {
      List<byte[]> fields = list(entry.get(1));
      items.add(new OutboxItem(text(entry.get(0)), fields.get(1)));
    }
    return items;
  }
}
