package switchboard.wire;

import com.google.protobuf.Message;
import switchboard.session.PauseEvent;
import switchboard.session.SessionEvent;
import switchboard.session.TurnEvent;
import switchboard.stored.v1.AgentMessageRecorded;
import switchboard.stored.v1.ContextUpdated;
import switchboard.stored.v1.FactObserved;
import switchboard.stored.v1.GoalChanged;
import switchboard.stored.v1.MemorySummarized;
import switchboard.stored.v1.ProfileProposed;
import switchboard.stored.v1.SagaAsked;
import switchboard.stored.v1.SagaCompensating;
import switchboard.stored.v1.SagaDecided;
import switchboard.stored.v1.SagaEnded;
import switchboard.stored.v1.SagaProgressed;
import switchboard.stored.v1.SagaRequested;
import switchboard.stored.v1.SessionClosed;
import switchboard.stored.v1.SessionCreated;
import switchboard.stored.v1.SessionForked;
import switchboard.stored.v1.UserMessageRecorded;

/** What the journal gets of a session's events, before the classified fields are sealed. */
final class StoredEvents {
  private StoredEvents() {}

  static String manifest(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created _ -> "c.v2";
      case SessionEvent.UserMessageRecorded _ -> "u.v2";
      case SessionEvent.AgentMessageRecorded _ -> "a.v2";
      case SessionEvent.GoalChanged _ -> "g.v2";
      case SessionEvent.SagaRequested _ -> "q.v2";
      case SessionEvent.SagaProgressed _ -> "p.v2";
      case SessionEvent.SagaEnded _ -> "e.v2";
      case SessionEvent.SagaAsked _ -> "w.v2";
      case SessionEvent.SagaDecided _ -> "d.v2";
      case SessionEvent.SagaCompensating _ -> "b.v2";
      case SessionEvent.FactObserved _ -> "t.v2";
      case SessionEvent.Closed _ -> "x.v2";
      case SessionEvent.ContextUpdated _ -> "k.v2";
      case SessionEvent.MemorySummarized _ -> "m.v2";
      case SessionEvent.ProfileProposed _ -> "f.v2";
      case SessionEvent.Forked _ -> "o.v2";
      case SessionEvent.SagaTakenBack _ -> "y.v2";
      case TurnEvent turn -> StoredTurns.manifest(turn);
      case PauseEvent pause -> StoredPauses.manifest(pause);
    };
  }

  static Message toStored(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created created ->
          SessionCreated.newBuilder()
              .setSubject(created.subject())
              .setChannel(created.channel())
              .setLocale(created.locale())
              .setAgent(created.agent())
              .setRequestId(StoredRequests.text(created.request()))
              .setRequestUuid(StoredRequests.uuid(created.request()))
              .setRequestDigest(StoredRequests.digest(created.request()))
              .setTime(created.time().toEpochMilli())
              .build();
      case SessionEvent.UserMessageRecorded said ->
          UserMessageRecorded.newBuilder()
              .setText(said.text())
              .setRequestId(StoredRequests.text(said.request()))
              .setRequestUuid(StoredRequests.uuid(said.request()))
              .setRequestDigest(StoredRequests.digest(said.request()))
              .setTraceparent(said.traceparent().orElse(""))
              .setTime(said.time().toEpochMilli())
              .build();
      case SessionEvent.AgentMessageRecorded said -> agentMessage(said);
      case SessionEvent.GoalChanged changed ->
          GoalChanged.newBuilder()
              .setGoal(StoredContext.toStored(changed.goal()))
              .addAllSuspended(changed.suspended().stream().map(StoredContext::toStored).toList())
              .setTurn(changed.turn())
              .setTime(changed.time().toEpochMilli())
              .build();
      case SessionEvent.SagaRequested asked -> sagaRequested(asked);
      case SessionEvent.SagaProgressed told -> sagaProgressed(told);
      case SessionEvent.SagaAsked told -> sagaAsked(told);
      case SessionEvent.SagaDecided decided -> sagaDecided(decided);
      case SessionEvent.SagaCompensating told -> sagaCompensating(told);
      case SessionEvent.SagaEnded told -> sagaEnded(told);
      case SessionEvent.FactObserved told -> factObserved(told);
      case SessionEvent.ContextUpdated updated -> contextUpdated(updated);
      case SessionEvent.MemorySummarized folded -> memorySummarized(folded);
      case SessionEvent.ProfileProposed proposed -> profileProposed(proposed);
      case SessionEvent.Forked forked -> forked(forked);
      case SessionEvent.SagaTakenBack cancelled -> StoredTurns.takenBack(cancelled);
      case TurnEvent turn -> StoredTurns.toStored(turn);
      case PauseEvent pause -> StoredPauses.toStored(pause);
      case SessionEvent.Closed closed -> closed(closed);
    };
  }

  private static AgentMessageRecorded agentMessage(SessionEvent.AgentMessageRecorded said) {
    return AgentMessageRecorded.newBuilder()
        .setText(said.text())
        .setTurn(said.turn())
        .setSaga(said.saga())
        .setInterim(said.interim())
        .setTraceparent(said.traceparent().orElse(""))
        .setTime(said.time().toEpochMilli())
        .build();
  }

  private static MemorySummarized memorySummarized(SessionEvent.MemorySummarized folded) {
    return MemorySummarized.newBuilder()
        .setFromSequence(folded.summary().fromSequence())
        .setToSequence(folded.summary().toSequence())
        .setText(folded.summary().text())
        .setTurn(folded.turn())
        .setTime(folded.time().toEpochMilli())
        .build();
  }

  private static ProfileProposed profileProposed(SessionEvent.ProfileProposed proposed) {
    return ProfileProposed.newBuilder()
        .putAllFacts(proposed.facts())
        .setTurn(proposed.turn())
        .setTime(proposed.time().toEpochMilli())
        .build();
  }

  private static SessionForked forked(SessionEvent.Forked forked) {
    return SessionForked.newBuilder()
        .setSourceTenant(forked.source().tenant())
        .setSourceSession(forked.source().session())
        .setSequence(forked.sequence())
        .setRequestId(StoredRequests.text(forked.request()))
        .setRequestUuid(StoredRequests.uuid(forked.request()))
        .setRequestDigest(StoredRequests.digest(forked.request()))
        .setTime(forked.time().toEpochMilli())
        .build();
  }

  private static SagaRequested sagaRequested(SessionEvent.SagaRequested asked) {
    return SagaRequested.newBuilder()
        .setSaga(asked.saga())
        .setType(asked.type())
        .putAllInput(asked.input())
        .setDeadline(asked.deadline().toEpochMilli())
        .setTurn(asked.turn())
        .setTraceparent(asked.traceparent().orElse(""))
        .setTime(asked.time().toEpochMilli())
        .build();
  }

  private static SagaProgressed sagaProgressed(SessionEvent.SagaProgressed told) {
    return SagaProgressed.newBuilder()
        .setSaga(told.saga())
        .setReport(told.report())
        .setStep(told.step())
        .addAllFacts(told.facts().stream().map(StoredContext::toStored).toList())
        .setTurn(told.turn())
        .setTime(told.time().toEpochMilli())
        .build();
  }

  private static SagaAsked sagaAsked(SessionEvent.SagaAsked told) {
    return SagaAsked.newBuilder()
        .setSaga(told.saga())
        .setReport(told.report())
        .setStep(told.step())
        .addAllOptions(told.options())
        .setDue(told.due().toEpochMilli())
        .addAllFacts(told.facts().stream().map(StoredContext::toStored).toList())
        .setTurn(told.turn())
        .setTime(told.time().toEpochMilli())
        .build();
  }

  private static FactObserved factObserved(SessionEvent.FactObserved told) {
    return FactObserved.newBuilder()
        .setEventId(told.eventId())
        .setFact(StoredContext.toStored(told.fact()))
        .setTime(told.time().toEpochMilli())
        .build();
  }

  private static SagaDecided sagaDecided(SessionEvent.SagaDecided decided) {
    return SagaDecided.newBuilder()
        .setSaga(decided.saga())
        .setStep(decided.step())
        .setChoice(decided.choice())
        .setTurn(decided.turn())
        .setTime(decided.time().toEpochMilli())
        .build();
  }

  private static SagaCompensating sagaCompensating(SessionEvent.SagaCompensating told) {
    return SagaCompensating.newBuilder()
        .setSaga(told.saga())
        .setReport(told.report())
        .setStep(told.step())
        .setReason(told.reason())
        .setTurn(told.turn())
        .setTime(told.time().toEpochMilli())
        .build();
  }

  private static SagaEnded sagaEnded(SessionEvent.SagaEnded told) {
    return SagaEnded.newBuilder()
        .setSaga(told.saga())
        .setReport(told.report())
        .setOutcome(told.outcome().number())
        .addAllFacts(told.facts().stream().map(StoredContext::toStored).toList())
        .setReason(told.reason())
        .setTurn(told.turn())
        .setTime(told.time().toEpochMilli())
        .build();
  }

  private static ContextUpdated contextUpdated(SessionEvent.ContextUpdated updated) {
    var stored =
        ContextUpdated.newBuilder()
            .setRequestId(StoredRequests.text(updated.request()))
            .setRequestUuid(StoredRequests.uuid(updated.request()))
            .setRequestDigest(StoredRequests.digest(updated.request()))
            .setTime(updated.time().toEpochMilli());
    if (updated.goals().isPresent()) {
      var goals = updated.goals().get();
      stored.setGoals(true);
      goals.goal().map(StoredContext::toStored).ifPresent(stored::setGoal);
      goals.suspended().stream().map(StoredContext::toStored).forEach(stored::addSuspended);
    }
    if (updated.facts().isPresent()) {
      stored.setFactsToo(true);
      updated.facts().get().stream().map(StoredContext::toStored).forEach(stored::addFacts);
    }
    return stored.build();
  }

  private static SessionClosed closed(SessionEvent.Closed closed) {
    var stored =
        SessionClosed.newBuilder()
            .setReason(closed.reason().number())
            .setTime(closed.time().toEpochMilli());
    closed
        .request()
        .ifPresent(
            request ->
                stored
                    .setRequestId(StoredRequests.text(request))
                    .setRequestUuid(StoredRequests.uuid(request))
                    .setRequestDigest(StoredRequests.digest(request)));
    return stored.build();
  }
}
