package switchboard.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.kafka.KafkaPublisher;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
import switchboard.stored.v1.OutboxEntry;
import switchboard.wire.OutboxEntries;

/** Carries out what stands in the outboxes. */
final class OutboxCarrier implements OutboxHandler {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxCarrier.class);

  private final KafkaPublisher publisher;
  private final TenantIndex index;
  private final LearntFacts learnt;
  private final ParkedSagas parked;
  private final PassedDecisions decisions;
  private final SubjectKeys keys;

  OutboxCarrier(
      KafkaPublisher publisher,
      TenantIndex index,
      LearntFacts learnt,
      ParkedSagas parked,
      PassedDecisions decisions,
      SubjectKeys keys) {
    this.publisher = publisher;
    this.index = index;
    this.learnt = learnt;
    this.parked = parked;
    this.decisions = decisions;
    this.keys = keys;
  }

  @Override
  public CompletionStage<Void> carryOut(byte[] entry) {
    try {
      return carryOut(OutboxEntry.parseFrom(entry));
    } catch (InvalidProtocolBufferException damaged) {
      return CompletableFuture.failedStage(damaged);
    }
  }

  private CompletionStage<Void> carryOut(OutboxEntry entry) {
    return switch (entry.getEntryCase()) {
      case PUBLISH -> publisher.publish(entry.getPublish());
      case INDEX_SESSION -> index.put(entry.getIndexSession());
      case UPDATE_PROFILE -> learnt.enter(entry.getUpdateProfile());
      case PARK_SAGA -> parked.put(entry.getParkSaga());
      case DECIDE_SAGA -> decisions.pass(entry.getDecideSaga());
      case SEALED -> sealed(entry.getSealed());
      case ENTRY_NOT_SET ->
          CompletableFuture.failedStage(
              new IllegalStateException("an outbox entry was written by a newer release"));
    };
  }

  private CompletionStage<Void> sealed(OutboxEntry.Sealed sealed) {
    var subject = new Subject(sealed.getTenant(), sealed.getSubject());
    return keys.key(subject)
        .thenCompose(
            key ->
                switch (key) {
                  case SubjectKey.Present(var cipher, _) ->
                      carryOut(
                          cipher.open(
                              sealed.getEntry().toByteArray(), OutboxEntries.place(subject)));
                  case SubjectKey.Absent.ERASED -> {
                    LOG.info("an outbox entry of a subject that was erased is dropped");
                    yield CompletableFuture.completedStage(null);
                  }
                  case SubjectKey.Absent.NONE ->
                      CompletableFuture.failedStage(
                          new IllegalStateException("the key of an outbox entry is missing"));
                });
  }
}
