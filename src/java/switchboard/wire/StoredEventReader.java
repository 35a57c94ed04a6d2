package switchboard.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Goal;
import switchboard.context.Summary;
import switchboard.session.SessionEvent;
import switchboard.session.SessionEvent.Closed.Reason;
import switchboard.session.SessionId;
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
import switchboard.stored.v1.SagaTakenBack;
import switchboard.stored.v1.SessionClosed;
import switchboard.stored.v1.SessionCreated;
import switchboard.stored.v1.SessionForked;
import switchboard.stored.v1.SessionPaused;
import switchboard.stored.v1.SessionResumed;
import switchboard.stored.v1.TurnAssigned;
import switchboard.stored.v1.TurnEnded;
import switchboard.stored.v1.TurnOpened;
import switchboard.stored.v1.UserMessageRecorded;

/** A session's events from bytes of the journal, as any release has written them. */
final class StoredEventReader {
  /** What stands for a goal of which nothing can be read any more. */
  static final Goal ERASED = new Goal("erased", Goal.Status.ABANDONED, Map.of());

  private StoredEventReader() {}

  /** Reads an event that any release has written. */
  static SessionEvent read(Stored stored, Seal seal) throws InvalidProtocolBufferException {
    var bytes = stored.bytes();
    return switch (stored.manifest()) {
      case "session-created.v1", "c.v2" -> created(seal.open(SessionCreated.parseFrom(bytes)));
      case "user-message-recorded.v1", "u.v2" ->
          userMessage(seal.open(UserMessageRecorded.parseFrom(bytes)));
      case "agent-message-recorded.v1", "a.v2" ->
          agentMessage(seal.open(AgentMessageRecorded.parseFrom(bytes)));
      case "goal-changed.v1", "g.v2" -> goalChanged(seal.open(GoalChanged.parseFrom(bytes)));
      case "saga-requested.v1", "q.v2" -> sagaRequested(seal.open(SagaRequested.parseFrom(bytes)));
      case "saga-progressed.v1", "p.v2" ->
          sagaProgressed(seal.open(SagaProgressed.parseFrom(bytes)));
      case "saga-ended.v1", "e.v2" -> sagaEnded(seal.open(SagaEnded.parseFrom(bytes)));
      case "w.v2" -> sagaAsked(seal.open(SagaAsked.parseFrom(bytes)));
      case "d.v2" -> sagaDecided(seal.open(SagaDecided.parseFrom(bytes)));
      case "b.v2" -> sagaCompensating(SagaCompensating.parseFrom(bytes));
      case "t.v2" -> factObserved(seal.open(FactObserved.parseFrom(bytes)));
      case "session-closed.v1", "x.v2" -> closed(seal.open(SessionClosed.parseFrom(bytes)));
      case "k.v2" -> contextUpdated(seal.open(ContextUpdated.parseFrom(bytes)));
      case "m.v2" -> memorySummarized(seal.open(MemorySummarized.parseFrom(bytes)));
      case "f.v2" -> profileProposed(seal.open(ProfileProposed.parseFrom(bytes)));
      case "o.v2" -> forked(seal.open(SessionForked.parseFrom(bytes)));
      case "y.v2" -> StoredTurns.takenBack(SagaTakenBack.parseFrom(bytes));
      case "h.v2" -> StoredTurns.opened(seal.open(TurnOpened.parseFrom(bytes)));
      case "i.v2" -> StoredTurns.assigned(TurnAssigned.parseFrom(bytes));
      case "j.v2" -> StoredTurns.ended(TurnEnded.parseFrom(bytes));
      case "s.v2" -> StoredPauses.paused(SessionPaused.parseFrom(bytes));
      case "r.v2" -> StoredPauses.resumed(SessionResumed.parseFrom(bytes));
      default -> throw new UnknownManifestException(stored.manifest());
    };
  }

  private static SessionEvent created(SessionCreated stored) {
    return new SessionEvent.Created(
        stored.getSubject(),
        stored.getChannel(),
        stored.getLocale(),
        stored.getAgent(),
        StoredRequests.mark(
            stored.getRequestId(), stored.getRequestUuid(), stored.getRequestDigest()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent userMessage(UserMessageRecorded stored) {
    return new SessionEvent.UserMessageRecorded(
        stored.getText(),
        StoredRequests.mark(
            stored.getRequestId(), stored.getRequestUuid(), stored.getRequestDigest()),
        StoredContext.traceparent(stored.getTraceparent()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent agentMessage(AgentMessageRecorded stored) {
    return new SessionEvent.AgentMessageRecorded(
        stored.getText(),
        stored.getTurn(),
        stored.getSaga(),
        stored.getInterim(),
        StoredContext.traceparent(stored.getTraceparent()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent goalChanged(GoalChanged stored) {
    return new SessionEvent.GoalChanged(
        stored.hasGoal() ? StoredContext.fromStored(stored.getGoal()) : ERASED,
        stored.getSuspendedList().stream().map(StoredContext::fromStored).toList(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaRequested(SagaRequested stored) {
    return new SessionEvent.SagaRequested(
        stored.getSaga(),
        stored.getType(),
        stored.getInputMap(),
        Instant.ofEpochMilli(stored.getDeadline()),
        stored.getTurn(),
        StoredContext.traceparent(stored.getTraceparent()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaProgressed(SagaProgressed stored) {
    return new SessionEvent.SagaProgressed(
        stored.getSaga(),
        stored.getReport(),
        stored.getStep(),
        stored.getFactsList().stream().map(StoredContext::fromStored).toList(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaEnded(SagaEnded stored) {
    return new SessionEvent.SagaEnded(
        stored.getSaga(),
        stored.getReport(),
        StoredContext.outcome(stored.getOutcome()),
        stored.getFactsList().stream().map(StoredContext::fromStored).toList(),
        stored.getReason(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaAsked(SagaAsked stored) {
    return new SessionEvent.SagaAsked(
        stored.getSaga(),
        stored.getReport(),
        stored.getStep(),
        stored.getOptionsList(),
        Instant.ofEpochMilli(stored.getDue()),
        stored.getFactsList().stream().map(StoredContext::fromStored).toList(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaDecided(SagaDecided stored) {
    return new SessionEvent.SagaDecided(
        stored.getSaga(),
        stored.getStep(),
        stored.getChoice(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaCompensating(SagaCompensating stored) {
    return new SessionEvent.SagaCompensating(
        stored.getSaga(),
        stored.getReport(),
        stored.getStep(),
        stored.getReason(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent factObserved(FactObserved stored) {
    return new SessionEvent.FactObserved(
        stored.getEventId(),
        StoredContext.fromStored(stored.getFact()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent contextUpdated(ContextUpdated stored) {
    var goals =
        new SessionEvent.GoalsNow(
            stored.hasGoal()
                ? Optional.of(StoredContext.fromStored(stored.getGoal()))
                : Optional.empty(),
            stored.getSuspendedList().stream().map(StoredContext::fromStored).toList());
    var facts = stored.getFactsList().stream().map(StoredContext::fromStored).toList();
    return new SessionEvent.ContextUpdated(
        stored.getGoals() ? Optional.of(goals) : Optional.empty(),
        stored.getFactsToo() ? Optional.of(facts) : Optional.empty(),
        StoredRequests.mark(
            stored.getRequestId(), stored.getRequestUuid(), stored.getRequestDigest()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent memorySummarized(MemorySummarized stored) {
    return new SessionEvent.MemorySummarized(
        new Summary(stored.getFromSequence(), stored.getToSequence(), stored.getText()),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent profileProposed(ProfileProposed stored) {
    return new SessionEvent.ProfileProposed(
        stored.getFactsMap(), stored.getTurn(), Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent forked(SessionForked stored) {
    return new SessionEvent.Forked(
        new SessionId(stored.getSourceTenant(), stored.getSourceSession()),
        stored.getSequence(),
        StoredRequests.mark(
            stored.getRequestId(), stored.getRequestUuid(), stored.getRequestDigest()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent closed(SessionClosed stored) {
    boolean asked = !stored.getRequestId().isEmpty() || !stored.getRequestUuid().isEmpty();
    var mark =
        StoredRequests.mark(
            stored.getRequestId(), stored.getRequestUuid(), stored.getRequestDigest());
    return new SessionEvent.Closed(
        reason(stored.getReason()),
        asked ? Optional.of(mark) : Optional.empty(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static Reason reason(int number) {
    if (number == 0) {
      return Reason.REQUESTED;
    }
    for (var reason : Reason.values()) {
      if (reason.number() == number) {
        return reason;
      }
    }
    throw new UnknownManifestException("reason of a session's end " + number);
  }
}
