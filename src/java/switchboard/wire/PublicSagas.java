package switchboard.wire;

import switchboard.context.SagaOutcome;
import switchboard.session.SessionEvent;
import switchboard.v1.Event;

/** The one mapping of what sagas told to what clients see of it. */
final class PublicSagas {
  private PublicSagas() {}

  static Event.SagaRequested requested(SessionEvent.SagaRequested requested) {
    return Event.SagaRequested.newBuilder()
        .setSaga(requested.saga())
        .setType(requested.type())
        .setDeadline(PublicEvents.timestamp(requested.deadline()))
        .build();
  }

  static Event.SagaProgressed progressed(SessionEvent.SagaProgressed progressed) {
    return Event.SagaProgressed.newBuilder()
        .setSaga(progressed.saga())
        .setStep(progressed.step())
        .addAllFacts(PublicEvents.facts(progressed.facts()))
        .build();
  }

  static Event.SagaAsked asked(SessionEvent.SagaAsked asked) {
    return Event.SagaAsked.newBuilder()
        .setSaga(asked.saga())
        .setStep(asked.step())
        .addAllOptions(asked.options())
        .setDue(PublicEvents.timestamp(asked.due()))
        .addAllFacts(PublicEvents.facts(asked.facts()))
        .build();
  }

  static Event.SagaDecided decided(SessionEvent.SagaDecided decided) {
    return Event.SagaDecided.newBuilder()
        .setSaga(decided.saga())
        .setStep(decided.step())
        .setChoice(decided.choice())
        .build();
  }

  static Event.SagaCompensating compensating(SessionEvent.SagaCompensating compensating) {
    return Event.SagaCompensating.newBuilder()
        .setSaga(compensating.saga())
        .setStep(compensating.step())
        .setReason(compensating.reason())
        .build();
  }

  static Event.SagaEnded ended(SessionEvent.SagaEnded ended) {
    return Event.SagaEnded.newBuilder()
        .setSaga(ended.saga())
        .setOutcome(outcome(ended.outcome()))
        .addAllFacts(PublicEvents.facts(ended.facts()))
        .setReason(ended.reason())
        .build();
  }

  static Event.SagaEnded.Outcome outcome(SagaOutcome outcome) {
    return switch (outcome) {
      case COMPLETED -> Event.SagaEnded.Outcome.COMPLETED;
      case PARTIALLY_COMPLETED -> Event.SagaEnded.Outcome.PARTIALLY_COMPLETED;
      case FAILED -> Event.SagaEnded.Outcome.FAILED;
      case COMPENSATED -> Event.SagaEnded.Outcome.COMPENSATED;
      case PARKED -> Event.SagaEnded.Outcome.PARKED;
    };
  }
}
