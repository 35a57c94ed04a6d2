package switchboard.cluster;

import java.time.Instant;
import switchboard.kafka.Envelope;
import switchboard.kafka.SagaCommandMessage;
import switchboard.privacy.SubjectKey;
import switchboard.saga.Ask;
import switchboard.saga.CommandEncoder;
import switchboard.saga.SagaEvent;
import switchboard.saga.SagaState;
import switchboard.wire.OutboxEntries;

/** What sagas' events require outside, as entries of the outbox. */
final class SagaOutbox implements CommandEncoder {
  @Override
  public byte[] command(SagaState saga, SagaEvent.StepAsked asked, SubjectKey key) {
    var ask = asked.ask();
    if (!(ask.target() instanceof Ask.Target.Topic(var topic, var type, var recordKey))) {
      throw new IllegalArgumentException("only what goes to a topic is published");
    }
    var message =
        new SagaCommandMessage(
            saga.id().session().tenant(),
            saga.id().entityId(),
            saga.id().stepKey(ask.step()),
            asked.attempt(),
            ask.undoes().map(saga.id()::stepKey),
            type,
            topic,
            recordKey,
            ask.body());
    return OutboxEntries.publish(
        saga.whom(), key, Envelope.encode(message, asked.time(), saga.traceparent()));
  }

  @Override
  public byte[] parked(SagaState saga, boolean parked, Instant time) {
    return OutboxEntries.park(saga, parked, time);
  }
}
