package switchboard.journal;

import com.typesafe.config.Config;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.Option;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;
import scala.runtime.BoxedUnit;
import switchboard.journal.SnapshotLog.Bounds;
import switchboard.journal.SnapshotLog.Snapshot;

/**
 * Pekko's snapshot store on Redis. What an actor saves or deletes is refused once another
 * incarnation has claimed its persistence id.
 */
final class RedisSnapshotStore extends SnapshotStore {
  private final RedisStore store = RedisStore.get(context().system());
  private final Executor executor = context().dispatcher();
  private final int keep;
  private final boolean requireJournal;
  private boolean afterFailedSave;

  RedisSnapshotStore(Config config) {
    keep = config.getInt("keep");
    requireJournal = config.getBoolean("require-journal");
    if (keep < 1) {
      throw new IllegalArgumentException("the snapshot store's keep must be 1 or more");
    }
  }

  @Override
  public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
    afterFailedSave = message instanceof SaveSnapshotFailure;
    super.aroundReceive(receive, message);
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return Stages.toScala(
        store
            .snapshots()
            .load(persistenceId, bounds(criteria))
            .thenApplyAsync(found -> found.map(it -> selected(persistenceId, it)), executor));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object state) {
    try {
      var data = element(metadata, state).write();
      var snapshot = new Snapshot(metadata.sequenceNr(), metadata.timestamp(), data);
      return asWriter(
          metadata.persistenceId(),
          epoch ->
              store
                  .snapshots()
                  .save(metadata.persistenceId(), snapshot, epoch, requireJournal, keep));
    } catch (Exception e) {
      return Stages.toScala(CompletableFuture.failedStage(e));
    }
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    if (afterFailedSave) {
      // Pekko clears up behind a failed save. A save is all or nothing here, and what stands at its
      // sequence may be another incarnation's.
      return Stages.toScala(CompletableFuture.completedStage(null));
    }
    long sequence = metadata.sequenceNr();
    long time = metadata.timestamp();
    var bounds =
        time == 0
            ? new Bounds(sequence, sequence, 0, Long.MAX_VALUE)
            : new Bounds(sequence, sequence, time, time);
    return delete(metadata.persistenceId(), bounds);
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return delete(persistenceId, bounds(criteria));
  }

  private Future<Void> delete(String persistenceId, Bounds bounds) {
    return asWriter(persistenceId, epoch -> store.snapshots().delete(persistenceId, bounds, epoch));
  }

  /** Acts with the claim of the actor that asks, if it has one. */
  private Future<Void> asWriter(
      String persistenceId, Function<Optional<Long>, CompletionStage<Void>> action) {
    return Stages.toScala(
        store
            .writers()
            .epoch(sender(), persistenceId)
            .map(claim -> claim.thenApply(Optional::of))
            .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()))
            .thenCompose(action));
  }

  private Element element(SnapshotMetadata metadata, Object state) throws Exception {
    var extra = OptionConverters.toJava(metadata.metadata());
    return new Element(
        store.payloads().write(state),
        "",
        metadata.timestamp(),
        "",
        extra.isPresent()
            ? Optional.of(store.payloads().write(extra.orElseThrow()))
            : Optional.empty());
  }

  private SelectedSnapshot selected(String persistenceId, Snapshot snapshot) {
    var element = Element.read(snapshot.data());
    Option<Object> extra = OptionConverters.toScala(element.metadata().map(store.payloads()::read));
    return SelectedSnapshot.create(
        new SnapshotMetadata(persistenceId, snapshot.sequence(), snapshot.timestamp(), extra),
        store.payloads().read(element.payload()));
  }

  private static Bounds bounds(SnapshotSelectionCriteria criteria) {
    return new Bounds(
        criteria.minSequenceNr(),
        criteria.maxSequenceNr(),
        criteria.minTimestamp(),
        criteria.maxTimestamp());
  }
}
