package switchboard.wire;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.Question;
import switchboard.context.SagaOutcome;
import switchboard.context.Slot;
import switchboard.context.Turn;
import switchboard.stored.v1.SessionState;

/** The parts of a context as stored. */
final class StoredContext {
  private StoredContext() {}

  static switchboard.stored.v1.Goal toStored(Goal goal) {
    var stored =
        switchboard.stored.v1.Goal.newBuilder()
            .setIntent(goal.intent())
            .setDomain(goal.domain())
            .setStatus(goal.status().number())
            .addAllRequestedSlots(goal.requestedSlots());
    goal.slots()
        .forEach(
            (name, slot) ->
                stored.putSlots(
                    name,
                    switchboard.stored.v1.Slot.newBuilder()
                        .setValue(slot.value())
                        .setConfidence(slot.confidence())
                        .setSourceSequence(slot.sourceSequence())
                        .addAllAlternatives(slot.alternatives())
                        .setConfirmed(slot.confirmed())
                        .build()));
    return stored.build();
  }

  static Goal fromStored(switchboard.stored.v1.Goal stored) {
    Map<String, Slot> slots = new HashMap<>();
    stored
        .getSlotsMap()
        .forEach(
            (name, slot) ->
                slots.put(
                    name,
                    new Slot(
                        slot.getValue(),
                        slot.getAlternativesList(),
                        slot.getConfidence(),
                        slot.getSourceSequence(),
                        slot.getConfirmed())));
    return new Goal(
        stored.getIntent(),
        stored.getDomain(),
        status(stored.getStatus()),
        slots,
        stored.getRequestedSlotsList());
  }

  static switchboard.stored.v1.Fact toStored(Fact fact) {
    return switchboard.stored.v1.Fact.newBuilder()
        .setKind(fact.kind())
        .setId(fact.id())
        .putAllAttributes(fact.attributes())
        .setAsOf(fact.asOf().toEpochMilli())
        .setSource(fact.source())
        .build();
  }

  static Fact fromStored(switchboard.stored.v1.Fact stored) {
    return new Fact(
        stored.getKind(),
        stored.getId(),
        stored.getAttributesMap(),
        Instant.ofEpochMilli(stored.getAsOf()),
        stored.getSource());
  }

  static SessionState.Turn toStored(Turn turn) {
    return SessionState.Turn.newBuilder()
        .setSequence(turn.sequence())
        .setRole(turn.role().number())
        .setText(turn.text())
        .setTime(turn.time().toEpochMilli())
        .build();
  }

  static Turn fromStored(SessionState.Turn stored) {
    return new Turn(
        stored.getSequence(),
        role(stored.getRole()),
        stored.getText(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  static Optional<String> traceparent(String stored) {
    return stored.isEmpty() ? Optional.empty() : Optional.of(stored);
  }

  static SessionState.Pending toStored(PendingSaga saga) {
    var stored =
        SessionState.Pending.newBuilder()
            .setSaga(saga.saga())
            .setType(saga.type())
            .putAllInput(saga.input())
            .setStartedSequence(saga.startedSequence())
            .setTurn(saga.turn())
            .setDeadline(saga.deadline().toEpochMilli())
            .setLastReport(saga.lastReport())
            .setPartial(saga.partial())
            .setParked(saga.parked())
            .setTraceparent(saga.traceparent().orElse(""));
    saga.question()
        .ifPresent(
            question ->
                stored.setQuestion(
                    SessionState.Question.newBuilder()
                        .setStep(question.step())
                        .addAllOptions(question.options())
                        .setDue(question.due().toEpochMilli())));
    return stored.build();
  }

  static PendingSaga fromStored(SessionState.Pending stored) {
    return new PendingSaga(
        stored.getSaga(),
        stored.getType(),
        stored.getInputMap(),
        stored.getStartedSequence(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getDeadline()),
        stored.getLastReport(),
        stored.getPartial(),
        stored.getParked(),
        stored.hasQuestion() ? Optional.of(question(stored.getQuestion())) : Optional.empty(),
        traceparent(stored.getTraceparent()));
  }

  private static Question question(SessionState.Question stored) {
    return new Question(
        stored.getStep(), stored.getOptionsList(), Instant.ofEpochMilli(stored.getDue()));
  }

  static SagaOutcome outcome(int number) {
    for (var outcome : SagaOutcome.values()) {
      if (outcome.number() == number) {
        return outcome;
      }
    }
    throw new UnknownManifestException("saga outcome " + number);
  }

  private static Goal.Status status(int number) {
    for (var status : Goal.Status.values()) {
      if (status.number() == number) {
        return status;
      }
    }
    throw new UnknownManifestException("goal status " + number);
  }

  private static Turn.Role role(int number) {
    for (var role : Turn.Role.values()) {
      if (role.number() == number) {
        return role;
      }
    }
    throw new UnknownManifestException("role " + number);
  }
}
