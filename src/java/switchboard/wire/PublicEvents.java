package switchboard.wire;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import switchboard.session.LiveFeed;
import switchboard.session.PauseEvent;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionEvent;
import switchboard.session.TurnEvent;
import switchboard.v1.Delta;
import switchboard.v1.Event;
import switchboard.v1.Fact;
import switchboard.v1.Goal;
import switchboard.v1.Slot;
import switchboard.v1.Summary;

/** The one mapping of what is recorded to what clients see of it. */
public final class PublicEvents {
  private PublicEvents() {}

  /** The public form of an event. */
  public static Event event(SequencedEvent recorded) {
    var event =
        Event.newBuilder()
            .setSequence(recorded.sequence())
            .setTime(timestamp(recorded.event().time()))
            .setTurn(recorded.event().turn())
            .setErased(recorded.erased());
    switch (recorded.event()) {
      case SessionEvent.Created created -> event.setSessionCreated(created(created));
      case SessionEvent.UserMessageRecorded message ->
          event
              .setUserMessage(userMessage(message))
              .setTraceparent(message.traceparent().orElse(""));
      case SessionEvent.AgentMessageRecorded message ->
          event
              .setAgentMessage(agentMessage(message))
              .setTraceparent(message.traceparent().orElse(""));
      case SessionEvent.GoalChanged changed -> event.setGoalChanged(goalChanged(changed));
      case SessionEvent.SagaRequested requested ->
          event
              .setSagaRequested(PublicSagas.requested(requested))
              .setTraceparent(requested.traceparent().orElse(""));
      case SessionEvent.SagaProgressed progressed ->
          event.setSagaProgressed(PublicSagas.progressed(progressed));
      case SessionEvent.SagaAsked asked -> event.setSagaAsked(PublicSagas.asked(asked));
      case SessionEvent.SagaDecided decided -> event.setSagaDecided(PublicSagas.decided(decided));
      case SessionEvent.SagaTakenBack cancelled ->
          event.setSagaTakenBack(Event.SagaTakenBack.newBuilder().setSaga(cancelled.saga()));
      case TurnEvent turn -> PublicTurns.set(event, turn);
      case PauseEvent pause -> set(event, pause);
      case SessionEvent.SagaCompensating compensating ->
          event.setSagaCompensating(PublicSagas.compensating(compensating));
      case SessionEvent.SagaEnded ended -> event.setSagaEnded(PublicSagas.ended(ended));
      case SessionEvent.FactObserved observed -> event.setFactObserved(factObserved(observed));
      case SessionEvent.ContextUpdated updated -> event.setContextUpdated(contextUpdated(updated));
      case SessionEvent.MemorySummarized folded -> event.setMemorySummarized(summarized(folded));
      case SessionEvent.ProfileProposed proposed ->
          event.setProfileProposed(
              Event.ProfileProposed.newBuilder().putAllFacts(proposed.facts()));
      case SessionEvent.Forked forked ->
          event.setSessionForked(
              Event.SessionForked.newBuilder()
                  .setSource(forked.source().name())
                  .setSequence(forked.sequence()));
      case SessionEvent.Closed closed ->
          event.setSessionClosed(Event.SessionClosed.newBuilder().setReason(reason(closed)));
    }
    return event.build();
  }

  /** Why it was paused, or resumed, is the operators' own. */
  private static void set(Event.Builder event, PauseEvent pause) {
    switch (pause) {
      case PauseEvent.Paused paused ->
          event.setSessionPaused(
              Event.SessionPaused.newBuilder().setPauseEndTime(timestamp(paused.until())));
      case PauseEvent.Resumed _ ->
          event.setSessionResumed(Event.SessionResumed.getDefaultInstance());
    }
  }

  /** The public form of a piece of an answer that is being made. */
  public static Delta delta(LiveFeed.Delta piece) {
    return Delta.newBuilder()
        .setTurn(piece.turn())
        .setAttempt(piece.attempt())
        .setText(piece.text())
        .build();
  }

  private static Event.GoalChanged goalChanged(SessionEvent.GoalChanged changed) {
    return Event.GoalChanged.newBuilder()
        .setGoal(goal(changed.goal()))
        .addAllSuspendedGoals(changed.suspended().stream().map(PublicEvents::goal).toList())
        .build();
  }

  private static Event.FactObserved factObserved(SessionEvent.FactObserved observed) {
    return Event.FactObserved.newBuilder()
        .setEventId(observed.eventId())
        .setFact(fact(observed.fact()))
        .build();
  }

  private static Event.ContextUpdated contextUpdated(SessionEvent.ContextUpdated updated) {
    var event = Event.ContextUpdated.newBuilder().setRequestId(updated.request().id());
    if (updated.goals().isPresent()) {
      var goals = updated.goals().get();
      event.addSections("goals");
      goals.goal().map(PublicEvents::goal).ifPresent(event::setGoal);
      goals.suspended().stream().map(PublicEvents::goal).forEach(event::addSuspendedGoals);
    }
    if (updated.facts().isPresent()) {
      event.addSections("facts").addAllFacts(facts(updated.facts().get()));
    }
    return event.build();
  }

  private static Event.MemorySummarized summarized(SessionEvent.MemorySummarized folded) {
    return Event.MemorySummarized.newBuilder().setSummary(summary(folded.summary())).build();
  }

  static Summary summary(switchboard.context.Summary summary) {
    return Summary.newBuilder()
        .setFromSequence(summary.fromSequence())
        .setToSequence(summary.toSequence())
        .setText(summary.text())
        .build();
  }

  private static Event.SessionClosed.Reason reason(SessionEvent.Closed closed) {
    return switch (closed.reason()) {
      case REQUESTED -> Event.SessionClosed.Reason.REQUESTED;
      case EXPIRED -> Event.SessionClosed.Reason.EXPIRED;
      case ERASED -> Event.SessionClosed.Reason.ERASED;
    };
  }

  private static Event.SessionCreated created(SessionEvent.Created created) {
    return Event.SessionCreated.newBuilder()
        .setSubject(created.subject())
        .setChannel(created.channel())
        .setLocale(created.locale())
        .setAgent(created.agent())
        .build();
  }

  private static Event.UserMessage userMessage(SessionEvent.UserMessageRecorded message) {
    return Event.UserMessage.newBuilder()
        .setText(message.text())
        .setRequestId(message.request().id())
        .build();
  }

  private static Event.AgentMessage agentMessage(SessionEvent.AgentMessageRecorded message) {
    return Event.AgentMessage.newBuilder()
        .setText(message.text())
        .setSaga(message.saga())
        .setInterim(message.interim())
        .build();
  }

  static Goal goal(switchboard.context.Goal goal) {
    var mapped =
        Goal.newBuilder()
            .setIntent(goal.intent())
            .setDomain(goal.domain())
            .setStatus(status(goal.status()))
            .addAllRequestedSlots(goal.requestedSlots());
    goal.slots().forEach((name, slot) -> mapped.putSlots(name, slot(slot)));
    return mapped.build();
  }

  private static Slot slot(switchboard.context.Slot slot) {
    return Slot.newBuilder()
        .setValue(slot.value())
        .setConfidence(slot.confidence())
        .setSourceSequence(slot.sourceSequence())
        .addAllAlternatives(slot.alternatives())
        .setConfirmed(slot.confirmed())
        .build();
  }

  private static Goal.Status status(switchboard.context.Goal.Status status) {
    return switch (status) {
      case AWAITING_USER -> Goal.Status.AWAITING_USER;
      case AWAITING_SYSTEM -> Goal.Status.AWAITING_SYSTEM;
      case ACHIEVED -> Goal.Status.ACHIEVED;
      case ABANDONED -> Goal.Status.ABANDONED;
    };
  }

  static List<Fact> facts(Collection<switchboard.context.Fact> facts) {
    return facts.stream().map(PublicEvents::fact).toList();
  }

  static Fact fact(switchboard.context.Fact fact) {
    return Fact.newBuilder()
        .setKind(fact.kind())
        .setId(fact.id())
        .putAllAttributes(fact.attributes())
        .setAsOf(timestamp(fact.asOf()))
        .setSource(fact.source())
        .build();
  }

  /** An instant, to the nanosecond. */
  public static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
