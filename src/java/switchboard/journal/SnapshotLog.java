package switchboard.journal;

import static switchboard.journal.EventLog.number;
import static switchboard.journal.EventLog.text;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Snapshots as they stand in Redis. Bytes in, bytes out. */
final class SnapshotLog {
  private final Gate gate;
  private final Keys keys;

  /** A snapshot with its place and time in milliseconds. */
  record Snapshot(long sequence, long timestamp, byte[] data) {}

  /** Bounds, both ends included. */
  record Bounds(long minSequence, long maxSequence, long minTimestamp, long maxTimestamp) {}

  SnapshotLog(Gate gate, Keys keys) {
    this.gate = gate;
    this.keys = keys;
  }

  CompletionStage<Void> save(
      String persistenceId, Snapshot snapshot, Optional<Long> epoch, boolean journaled, int keep) {
    return gate.run(
            Script.SNAPSHOT_SAVE,
            withDocument(persistenceId),
            EventLog.optional(epoch),
            number(snapshot.sequence()),
            number(snapshot.timestamp()),
            snapshot.data(),
            number(journaled ? 1 : 0),
            number(keep))
        .thenApply(_ -> null);
  }

  CompletionStage<Optional<Snapshot>> load(String persistenceId, Bounds bounds) {
    var entity = keys.of(persistenceId);
    return gate.run(
            Script.SNAPSHOT_LOAD,
            new byte[][] {entity.marker(), entity.snapshots()},
            number(bounds.minSequence()),
            number(bounds.maxSequence()),
            number(bounds.minTimestamp()),
            number(bounds.maxTimestamp()))
        .thenApply(SnapshotLog::loaded);
  }

  CompletionStage<Void> delete(String persistenceId, Bounds bounds, Optional<Long> epoch) {
    return gate.run(
            Script.SNAPSHOT_DELETE,
            withDocument(persistenceId),
            EventLog.optional(epoch),
            number(bounds.minSequence()),
            number(bounds.maxSequence()),
            number(bounds.minTimestamp()),
            number(bounds.maxTimestamp()))
        .thenApply(_ -> null);
  }

  private byte[][] withDocument(String persistenceId) {
    var entity = keys.of(persistenceId);
    return new byte[][] {entity.marker(), entity.document(), entity.snapshots()};
  }

  private static Optional<Snapshot> loaded(List<Object> reply) {
    if (reply.isEmpty()) {
      return Optional.empty();
    }
    String[] place = text(reply.get(0)).split("\\.");
    return Optional.of(
        new Snapshot(Long.parseLong(place[0]), Long.parseLong(place[1]), (byte[]) reply.get(1)));
  }
}
