package switchboard.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import switchboard.journal.IndexEntry;
import switchboard.journal.RedisStore;
import switchboard.stored.v1.OutboxEntry.ParkSaga;

/** The sagas that wait for an operator, by the name of their entity. */
final class ParkedSagas {
  private static final String INDEX = "parked-sagas";

  private final RedisStore store;

  ParkedSagas(RedisStore store) {
    this.store = store;
  }

  /**
   * One parked saga.
   *
   * @param saga the name of its entity: tenant, slash, id
   * @param reason why it was to be taken back
   */
  record Parked(String saga, String type, String reason, Instant since) {}

  /** Lists it, or takes it from the list; to do it again changes nothing. */
  CompletionStage<Void> put(ParkSaga saga) {
    var member = saga.getTenant() + "/" + saga.getSaga();
    return saga.getParked()
        ? store.putIndex(
            INDEX, member, saga.toBuilder().clearTenant().clearSaga().build().toByteArray())
        : store.removeIndex(INDEX, member);
  }

  /** A page of them, in the order of their names. */
  CompletionStage<List<Parked>> page(String after, int max) {
    return store
        .index(INDEX, after, max)
        .thenApply(page -> page.stream().map(ParkedSagas::parked).toList());
  }

  private static Parked parked(IndexEntry entry) {
    try {
      var stored = ParkSaga.parseFrom(entry.value());
      return new Parked(
          entry.member(),
          stored.getType(),
          stored.getReason(),
          Instant.ofEpochMilli(stored.getTime()));
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("an entry of the index of parked sagas is damaged", damaged);
    }
  }
}
