package switchboard.wire;

import switchboard.agent.AgentPrompt;
import switchboard.agent.Assignment;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.session.SessionId;
import switchboard.v1.ConnectResponse;
import switchboard.v1.Event;

/** The one mapping of turns to what workers see of them. */
public final class WorkerTurns {
  private WorkerTurns() {}

  /** A turn as its worker gets it. */
  public static ConnectResponse.Turn turn(Assignment assignment) {
    var session = new SessionId(assignment.tenant(), assignment.session());
    var turn =
        ConnectResponse.Turn.newBuilder()
            .setSession(session.name())
            .setTurn(assignment.turn())
            .setAttempt(assignment.attempt())
            .setAgent(assignment.agent())
            .setSubject(assignment.view().subject())
            .setDeadline(PublicEvents.timestamp(assignment.deadline()))
            .setContext(PublicContexts.forWorker(session, assignment.agent(), assignment.view()));
    switch (assignment.prompt()) {
      case AgentPrompt.UserSaid said -> turn.setUserMessage(message(said));
      case AgentPrompt.SagaReported(var saga, var report, var movedOn) ->
          turn.setSagaReport(report(saga, report, movedOn));
      case AgentPrompt.FactObserved observed -> turn.setObservedFact(fact(observed));
    }
    return turn.build();
  }

  private static ConnectResponse.UserMessage message(AgentPrompt.UserSaid said) {
    return ConnectResponse.UserMessage.newBuilder()
        .setText(said.text())
        .setTime(PublicEvents.timestamp(said.time()))
        .addAllInterruptedSagas(said.interrupted())
        .build();
  }

  private static ConnectResponse.ObservedFact fact(AgentPrompt.FactObserved observed) {
    var fact =
        ConnectResponse.ObservedFact.newBuilder().setFact(PublicEvents.fact(observed.fact()));
    observed.before().map(PublicEvents::fact).ifPresent(fact::setBefore);
    return fact.build();
  }

  private static ConnectResponse.SagaReport report(
      PendingSaga saga, SagaReport report, boolean movedOn) {
    var told =
        ConnectResponse.SagaReport.newBuilder()
            .setSaga(saga.saga())
            .setType(saga.type())
            .putAllInput(saga.input())
            .setMovedOn(movedOn)
            .setPartial(saga.partial());
    switch (report) {
      case SagaReport.Progressed(var step, var facts) ->
          told.setProgressed(
              Event.SagaProgressed.newBuilder()
                  .setSaga(saga.saga())
                  .setStep(step)
                  .addAllFacts(PublicEvents.facts(facts)));
      case SagaReport.Asked(var step, var options, var due, var facts) ->
          told.setAsked(
              Event.SagaAsked.newBuilder()
                  .setSaga(saga.saga())
                  .setStep(step)
                  .addAllOptions(options)
                  .setDue(PublicEvents.timestamp(due))
                  .addAllFacts(PublicEvents.facts(facts)));
      case SagaReport.Compensating(var step, var reason) ->
          told.setCompensating(
              Event.SagaCompensating.newBuilder()
                  .setSaga(saga.saga())
                  .setStep(step)
                  .setReason(reason));
      case SagaReport.Ended(var outcome, var facts, var reason) ->
          told.setEnded(
              Event.SagaEnded.newBuilder()
                  .setSaga(saga.saga())
                  .setOutcome(PublicSagas.outcome(outcome))
                  .addAllFacts(PublicEvents.facts(facts))
                  .setReason(reason));
    }
    return told.build();
  }
}
