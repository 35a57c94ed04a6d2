package switchboard.cluster;

import java.time.Instant;
import switchboard.kafka.Envelope;
import switchboard.kafka.SagaCommandMessage;
import switchboard.privacy.SubjectKey;
import switchboard.saga.Ask;
import switchboard.saga.CommandEncoder;
import switchboard.saga.SagaEvent;
import switchboard.saga.SagaState;
import switchboard.saga.SagaTrail;
import switchboard.telemetry.Traces;
import switchboard.wire.OutboxEntries;

/** What sagas' events require outside, as entries of the outbox. */
final class SagaOutbox implements CommandEncoder {
  private final Traces traces;

  SagaOutbox(Traces traces) {
    this.traces = traces;
  }

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
    // stored with the command, so whichever node publishes it finds the step as its parent
    var trace = SagaTrail.step(traces, saga, asked);
    return OutboxEntries.publish(saga.whom(), key, Envelope.encode(message, asked.time(), trace));
  }

  @Override
  public byte[] parked(SagaState saga, boolean parked, Instant time) {
    return OutboxEntries.park(saga, parked, time);
  }
}
