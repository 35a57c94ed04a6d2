package switchboard.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.saga.SagaCodec;
import switchboard.saga.SagaEvent;
import switchboard.saga.SagaId;

/** Sagas' events in their stored form, with what is classified sealed. */
public final class StoredSagas implements SagaCodec {
  @Override
  public Object stored(SagaId id, SagaEvent event, SubjectKey key) {
    var message = seal(id, key).seal(StoredSagaEvents.toStored(event));
    return new Stored(StoredSagaEvents.manifest(event), message.toByteArray());
  }

  @Override
  public SagaEvent event(SagaId id, Object stored, SubjectKey key) {
    try {
      return StoredSagaEvents.read((Stored) stored, seal(id, key));
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException(
          "what is stored of saga " + id.entityId() + " is damaged", damaged);
    }
  }

  @Override
  public Subject subject(SagaId id, Object first) {
    // what is sealed is not needed to tell
    var event = event(id, first, SubjectKey.Absent.ERASED);
    return switch (event) {
      case SagaEvent.Started started -> new Subject(id.session().tenant(), started.subject());
      case SagaEvent.StepAsked _,
          SagaEvent.StepPaused _,
          SagaEvent.StepAnswered _,
          SagaEvent.CompensationBegun _,
          SagaEvent.ReportQueued _,
          SagaEvent.ReportAcknowledged _,
          SagaEvent.Ended _,
          SagaEvent.Redriven _ ->
          throw new IllegalStateException("a saga's first event is not its start");
    };
  }

  private static Seal seal(SagaId id, SubjectKey key) {
    return new Seal(id.persistenceId(), key);
  }
}
