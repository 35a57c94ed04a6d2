package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static switchboard.journal.Keys.bytes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Journals and documents as they stand in Redis: claim, append, delete, read. Bytes in, bytes out.
 */
final class EventLog {
  /** The document's field that holds its version: the last sequence. */
  static final String VERSION = "version";

  private static final byte[] NOTHING = {};
  private static final long GREATEST = Batch.GREATEST;
  private static final long EPOCH_SEEDS = 1L << 40;

  private final Gate gate;
  private final Keys keys;
  private final Duration unwrittenClaim;
  private final OutboxListener outboxes;
  private final DeadlineListener deadlines;

  /** A claim: the epoch to write with, and the last sequence at its moment. */
  record Claim(long epoch, long last) {}

  /**
   * Elements as they stand, the first one at sequence {@code first}; empty ones are tombstones.
   *
   * @param writer who wrote, from sequence {@code since} on, the elements that do not name theirs
   */
  record Page(
      long last,
      long deleted,
      long first,
      List<byte[]> elements,
      Optional<UUID> writer,
      long since) {
    /** Who wrote the element at a sequence, unless it says so itself; empty if nobody knows. */
    String writerOf(long sequence) {
      return sequence < since ? "" : writer.map(UUID::toString).orElse("");
    }
  }

  EventLog(
      Gate gate,
      Keys keys,
      Duration unwrittenClaim,
      OutboxListener outboxes,
      DeadlineListener deadlines) {
    this.gate = gate;
    this.keys = keys;
    this.unwrittenClaim = unwrittenClaim;
    this.outboxes = outboxes;
    this.deadlines = deadlines;
  }

  /** Makes the caller the only writer: from here on, what earlier claims write is refused. */
  CompletionStage<Claim> claim(String persistenceId) {
    var entity = keys.of(persistenceId);
    return gate.run(
            Script.CLAIM,
            new byte[][] {entity.marker(), entity.document()},
            number(ThreadLocalRandom.current().nextLong(1, EPOCH_SEEDS)),
            number(unwrittenClaim.toMillis()))
        .thenApply(reply -> new Claim(parsed(reply.get(0)), parsed(reply.get(1))));
  }

  /** Appends the batch in one step or changes nothing; the identical batch again is a success. */
  CompletionStage<Void> append(Batch batch, long epoch) {
    var entity = keys.of(batch.persistenceId());
    return gate.run(Script.APPEND, keysOf(entity), arguments(batch, epoch))
        .thenApply(
            reply -> {
              if (parsed(reply.getFirst()) != batch.last()) {
                throw new StoreException.Unavailable(
                    "a reply of Redis belongs to another append of this persistence id", null);
              }
              tell(entity.bucket(), batch.side());
              return null;
            });
  }

  private void tell(int bucket, SideData side) {
    if (!side.outbox().isEmpty()) {
      outboxes.appended(bucket, side.urgent());
    }
    for (var change : side.deadlines()) {
      if (change instanceof DeadlineChange.Set(_, var due)) {
        deadlines.set(bucket, due);
      }
    }
  }

  private static byte[][] keysOf(Keys.Entity entity) {
    return new byte[][] {
      entity.marker(),
      entity.document(),
      entity.events(),
      entity.snapshots(),
      entity.deadlines(),
      entity.outbox()
    };
  }

  /** The append as Redis gets it, word by word; for measuring Redis without us. */
  CompletionStage<List<byte[]>> command(Batch batch, long epoch) {
    return gate.whenOpened()
        .thenApply(
            store -> {
              byte[][] all = keysOf(keys.of(batch.persistenceId()));
              List<byte[]> words = new ArrayList<>();
              words.add(bytes("EVALSHA"));
              words.add(bytes(Script.APPEND.digest()));
              words.add(number(all.length));
              words.addAll(List.of(all));
              words.add(store.storeIdBytes());
              words.addAll(List.of(arguments(batch, epoch)));
              return words;
            });
  }

  /** Deletes events up to a sequence; without an epoch for a caller that never claimed. */
  CompletionStage<Void> deleteTo(String persistenceId, long to, Optional<Long> epoch) {
    var entity = keys.of(persistenceId);
    return gate.run(
            Script.DELETE,
            new byte[][] {entity.marker(), entity.document(), entity.events()},
            EventLog.optional(epoch),
            number(to))
        .thenApply(_ -> null);
  }

  /**
   * Reads at most {@code max} elements with {@code from <= sequence <= to}, tombstones included.
   */
  CompletionStage<Page> read(String persistenceId, long from, long to, int max) {
    var entity = keys.of(persistenceId);
    return gate.run(
            Script.EVENTS,
            new byte[][] {entity.marker(), entity.document(), entity.events()},
            number(Math.clamp(from, 1, GREATEST)),
            number(Math.clamp(to, 0, GREATEST)),
            number(max))
        .thenApply(
            reply ->
                new Page(
                    parsed(reply.get(0)),
                    parsed(reply.get(1)),
                    parsed(reply.get(2)),
                    list(reply.get(3)),
                    Element.uuid((byte[]) reply.get(4)),
                    parsed(reply.get(5))));
  }

  /** The epoch of the newest claim; empty if nobody has claimed it. */
  CompletionStage<OptionalLong> claimed(String persistenceId) {
    var entity = keys.of(persistenceId);
    return gate.run(
            Script.GUARDED,
            new byte[][] {entity.marker(), entity.document()},
            bytes("HGET"),
            bytes("epoch"))
        .thenApply(
            reply ->
                reply.getFirst() == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(parsed(reply.getFirst())));
  }

  CompletionStage<Optional<RedisStore.Document>> document(String persistenceId) {
    var entity = keys.of(persistenceId);
    return gate.run(
            Script.GUARDED, new byte[][] {entity.marker(), entity.document()}, bytes("HGETALL"))
        .thenApply(reply -> document(list(reply.getFirst())));
  }

  private static Optional<RedisStore.Document> document(List<byte[]> fields) {
    long version = 0;
    Map<String, byte[]> sections = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i += 2) {
      var name = text(fields.get(i));
      if (name.equals(VERSION)) {
        version = parsed(fields.get(i + 1));
      } else if (!Batch.RESERVED.contains(name)) {
        sections.put(name, fields.get(i + 1));
      }
    }
    return sections.isEmpty()
        ? Optional.empty()
        : Optional.of(new RedisStore.Document(version, sections));
  }

  /** Removes all of a persistence id whose last sequence is this; tells whether it is gone. */
  CompletionStage<Boolean> purge(String persistenceId, long last, List<String> deadlines) {
    var entity = keys.of(persistenceId);
    List<byte[]> args = new ArrayList<>();
    args.add(number(last));
    deadlines.forEach(id -> args.add(Bucket.member(persistenceId, id)));
    return gate.run(
            Script.PURGE,
            new byte[][] {
              entity.marker(),
              entity.document(),
              entity.events(),
              entity.snapshots(),
              entity.deadlines()
            },
            args.toArray(byte[][]::new))
        .thenApply(reply -> parsed(reply.getFirst()) == 1);
  }

  private static byte[][] arguments(Batch batch, long epoch) {
    var side = batch.side();
    List<byte[]> args = new ArrayList<>(9 + batch.elements().size());
    args.add(number(epoch));
    args.add(number(batch.first()));
    args.add(side.expireAt().map(at -> number(millis(at))).orElse(NOTHING));
    args.add(batch.writer().map(Element::raw).orElse(NOTHING));
    args.add(number(batch.elements().size()));
    args.add(number(side.sections().size()));
    args.add(number(side.deadlines().size()));
    args.add(number(side.outbox().size()));
    args.addAll(batch.elements());
    side.sections()
        .forEach(
            (name, value) -> {
              args.add(bytes(name));
              args.add(value);
            });
    for (var change : side.deadlines()) {
      switch (change) {
        case DeadlineChange.Set(var id, var due) -> {
          args.add(Bucket.member(batch.persistenceId(), id));
          args.add(number(millis(due)));
        }
        case DeadlineChange.Clear(var id) -> {
          args.add(Bucket.member(batch.persistenceId(), id));
          args.add(NOTHING);
        }
      }
    }
    args.addAll(side.outbox());
    return args.toArray(byte[][]::new);
  }

  /** Milliseconds that a script can hold exactly; what lies beyond is as good as never. */
  static long millis(Instant instant) {
    long seconds = Math.clamp(instant.getEpochSecond(), 0, GREATEST / 1000 - 1);
    return Math.max(1, seconds * 1000 + instant.getNano() / 1_000_000);
  }

  static byte[] number(long number) {
    return bytes(Long.toString(number));
  }

  static byte[] optional(Optional<Long> value) {
    return value.isPresent() ? number(value.orElseThrow().longValue()) : NOTHING;
  }

  static long parsed(Object bytes) {
    return Long.parseLong(text(bytes));
  }

  static String text(Object bytes) {
    return new String((byte[]) bytes, UTF_8);
  }

  @SuppressWarnings("unchecked")
  static <T> List<T> list(Object reply) {
    return (List<T>) reply;
  }
}
