package switchboard.wire;

import com.google.protobuf.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.agent.AgentPrompt;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.session.OpenTurn;
import switchboard.session.OpenTurns;
import switchboard.session.SessionEvent;
import switchboard.session.TurnEvent;
import switchboard.session.TurnEvent.Matter;
import switchboard.session.TurnEvent.Outcome;
import switchboard.stored.v1.SagaTakenBack;
import switchboard.stored.v1.SessionState;
import switchboard.stored.v1.TurnAssigned;
import switchboard.stored.v1.TurnEnded;
import switchboard.stored.v1.TurnMatter;
import switchboard.stored.v1.TurnOpened;

/** Turns that workers answer, as bytes: their events, and those that are open in a snapshot. */
final class StoredTurns {
  private StoredTurns() {}

  static String manifest(TurnEvent event) {
    return switch (event) {
      case TurnEvent.Opened _ -> "h.v2";
      case TurnEvent.Assigned _ -> "i.v2";
      case TurnEvent.Ended _ -> "j.v2";
    };
  }

  static Message toStored(TurnEvent event) {
    return switch (event) {
      case TurnEvent.Opened(var turn, var matter, var deadline, var traceparent, var time) ->
          TurnOpened.newBuilder()
              .setTurn(turn)
              .setMatter(toStored(matter))
              .setDeadline(deadline.toEpochMilli())
              .setTraceparent(traceparent.orElse(""))
              .setTime(time.toEpochMilli())
              .build();
      case TurnEvent.Assigned(var turn, var attempt, var time) ->
          TurnAssigned.newBuilder()
              .setTurn(turn)
              .setAttempt(attempt)
              .setTime(time.toEpochMilli())
              .build();
      case TurnEvent.Ended(var turn, var outcome, var attempt, var worker, var time) ->
          TurnEnded.newBuilder()
              .setTurn(turn)
              .setOutcome(outcome.number())
              .setAttempt(attempt)
              .setWorker(worker)
              .setTime(time.toEpochMilli())
              .build();
    };
  }

  static TurnEvent opened(TurnOpened stored) {
    return new TurnEvent.Opened(
        stored.getTurn(),
        matter(stored.getMatter()),
        Instant.ofEpochMilli(stored.getDeadline()),
        StoredContext.traceparent(stored.getTraceparent()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  static TurnEvent assigned(TurnAssigned stored) {
    return new TurnEvent.Assigned(
        stored.getTurn(), stored.getAttempt(), Instant.ofEpochMilli(stored.getTime()));
  }

  static TurnEvent ended(TurnEnded stored) {
    return new TurnEvent.Ended(
        stored.getTurn(),
        outcome(stored.getOutcome()),
        stored.getAttempt(),
        stored.getWorker(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static Outcome outcome(int number) {
    for (var outcome : Outcome.values()) {
      if (outcome.number() == number) {
        return outcome;
      }
    }
    throw new UnknownManifestException("outcome of a turn " + number);
  }

  static Message takenBack(SessionEvent.SagaTakenBack event) {
    return SagaTakenBack.newBuilder()
        .setSaga(event.saga())
        .setTurn(event.turn())
        .setTime(event.time().toEpochMilli())
        .build();
  }

  static SessionEvent takenBack(SagaTakenBack stored) {
    return new SessionEvent.SagaTakenBack(
        stored.getSaga(), stored.getTurn(), Instant.ofEpochMilli(stored.getTime()));
  }

  private static TurnMatter toStored(Matter matter) {
    var stored = TurnMatter.newBuilder();
    switch (matter) {
      case Matter.Message(var joined, var interrupts) ->
          stored.setMessage(
              TurnMatter.Message.newBuilder().addAllJoined(joined).addAllInterrupts(interrupts));
      case Matter.Report(var saga, var content) -> stored.setReport(report(saga, content));
      case Matter.Observation(var fact, var before) ->
          stored.setObservation(observation(fact, before));
    }
    return stored.build();
  }

  private static Matter matter(TurnMatter stored) {
    return switch (stored.getMatterCase()) {
      case MESSAGE ->
          new Matter.Message(
              stored.getMessage().getJoinedList(), stored.getMessage().getInterruptsList());
      case REPORT ->
          new Matter.Report(
              StoredContext.fromStored(stored.getReport().getSaga()),
              StoredSagaEvents.content(stored.getReport().getContent()));
      case OBSERVATION ->
          new Matter.Observation(
              StoredContext.fromStored(stored.getObservation().getFact()),
              before(stored.getObservation()));
      // the subject was erased
      case MATTER_NOT_SET -> new Matter.Message(List.of(), List.of());
    };
  }

  private static TurnMatter.Report report(PendingSaga saga, SagaReport content) {
    return TurnMatter.Report.newBuilder()
        .setSaga(StoredContext.toStored(saga))
        .setContent(StoredSagaEvents.queued(saga.lastReport() + 1, content, 0))
        .build();
  }

  private static TurnMatter.Observation observation(
      switchboard.context.Fact fact, Optional<switchboard.context.Fact> before) {
    var stored = TurnMatter.Observation.newBuilder().setFact(StoredContext.toStored(fact));
    before.map(StoredContext::toStored).ifPresent(stored::setBefore);
    return stored.build();
  }

  private static Optional<switchboard.context.Fact> before(TurnMatter.Observation stored) {
    return stored.hasBefore()
        ? Optional.of(StoredContext.fromStored(stored.getBefore()))
        : Optional.empty();
  }

  static SessionState.OpenTurn toStored(OpenTurn turn) {
    return SessionState.OpenTurn.newBuilder()
        .setTurn(turn.turn())
        .setAttempt(turn.attempt())
        .setMatter(prompt(turn))
        .setDeadline(turn.deadline().toEpochMilli())
        .setTraceparent(turn.traceparent().orElse(""))
        .build();
  }

  private static TurnMatter prompt(OpenTurn turn) {
    var stored = TurnMatter.newBuilder();
    switch (turn.prompt()) {
      case AgentPrompt.UserSaid(var text, _, var time, _) ->
          stored.setMessage(
              TurnMatter.Message.newBuilder()
                  .addAllInterrupts(turn.interrupts())
                  .setText(text)
                  .setTime(time.toEpochMilli()));
      case AgentPrompt.SagaReported(var saga, var content, _) ->
          stored.setReport(report(saga, content));
      case AgentPrompt.FactObserved(var fact, var before) ->
          stored.setObservation(observation(fact, before));
    }
    return stored.build();
  }

  static OpenTurns fromStored(List<SessionState.OpenTurn> stored) {
    return new OpenTurns(stored.stream().map(StoredTurns::fromStored).toList());
  }

  private static OpenTurn fromStored(SessionState.OpenTurn stored) {
    return new OpenTurn(
        stored.getTurn(),
        stored.getAttempt(),
        prompt(stored),
        stored.getMatter().getMessage().getInterruptsList(),
        Instant.ofEpochMilli(stored.getDeadline()),
        StoredContext.traceparent(stored.getTraceparent()));
  }

  private static AgentPrompt prompt(SessionState.OpenTurn stored) {
    return switch (matter(stored.getMatter())) {
      case Matter.Message _ ->
          new AgentPrompt.UserSaid(
              stored.getMatter().getMessage().getText(),
              stored.getTurn(),
              Instant.ofEpochMilli(stored.getMatter().getMessage().getTime()));
      case Matter.Report(var saga, var content) ->
          new AgentPrompt.SagaReported(saga, content, false);
      case Matter.Observation(var fact, var before) -> new AgentPrompt.FactObserved(fact, before);
    };
  }
}
