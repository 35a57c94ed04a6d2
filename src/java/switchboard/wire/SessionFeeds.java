package switchboard.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import switchboard.context.Fact;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.session.PauseEvent;
import switchboard.session.SessionEvent;
import switchboard.session.SessionState;
import switchboard.session.SessionState.Life;
import switchboard.session.TurnEvent;
import switchboard.stored.v1.OutboxEntry;
import switchboard.stored.v1.OutboxEntry.ConversationEvents;

/**
 * What a session's events mean for others: which things of the internal systems the session watches
 * from then on, and what other systems are told.
 *
 * @param conversationEvents whether other systems are told
 * @param watchedKinds the kinds of facts whose things are watched
 * @param watchFor how long a thing is watched after a saga told of it
 */
public record SessionFeeds(
    boolean conversationEvents, Set<String> watchedKinds, Duration watchFor) {
  /** Nobody is told, nothing is watched. */
  public static final SessionFeeds NONE = new SessionFeeds(false, Set.of(), Duration.ZERO);

  public SessionFeeds {
    watchedKinds = Set.copyOf(watchedKinds);
  }

  /** The outbox entries of what the session now watches. */
  List<byte[]> watches(SessionState after, List<SessionEvent> events, SubjectKey key) {
    if (watchedKinds.isEmpty() || after.life() != Life.OPEN) {
      return List.of();
    }
    Map<List<String>, byte[]> entries = new LinkedHashMap<>();
    for (var event : events) {
      for (var fact : told(event)) {
        if (watchedKinds.contains(fact.kind())) {
          entries.put(List.of(fact.kind(), fact.id()), watch(after, fact, event, key));
        }
      }
    }
    return List.copyOf(entries.values());
  }

  private static List<Fact> told(SessionEvent event) {
    return switch (event) {
      case SessionEvent.SagaProgressed progressed -> progressed.facts();
      case SessionEvent.SagaAsked asked -> asked.facts();
      case SessionEvent.SagaEnded ended -> ended.facts();
      case SessionEvent _ -> List.of();
    };
  }

  private byte[] watch(SessionState session, Fact fact, SessionEvent event, SubjectKey key) {
    var id = session.id();
    return OutboxEntries.watch(
        new Subject(id.tenant(), session.subject()),
        key,
        OutboxEntry.Watch.newBuilder()
            .setTenant(id.tenant())
            .setSession(id.session())
            .setKind(fact.kind())
            .setId(fact.id())
            .setUntil(event.time().plus(watchFor).toEpochMilli())
            .build());
  }

  /** The outbox entry that tells other systems, if they are told. */
  Stream<byte[]> conversation(SessionState before, SessionState after, List<SessionEvent> events) {
    if (!conversationEvents) {
      return Stream.empty();
    }
    // a fork's past was told where it happened
    boolean forked = events.getLast() instanceof SessionEvent.Forked;
    var news = forked ? List.of(events.getLast()) : events;
    var entry =
        ConversationEvents.newBuilder()
            .setTenant(after.id().tenant())
            .setSession(after.id().session())
            .setSubject(after.subject())
            .setFirstSequence(after.lastSequence() - news.size() + 1);
    news.forEach(event -> entry.addEvents(outline(before, event)));
    return Stream.of(OutboxEntry.newBuilder().setConversationEvents(entry).build().toByteArray());
  }

  /** All of an event but what is classified. */
  private static ConversationEvents.Event outline(SessionState before, SessionEvent event) {
    var outline =
        ConversationEvents.Event.newBuilder()
            .setTurn(event.turn())
            .setTime(event.time().toEpochMilli());
    switch (event) {
      case SessionEvent.Created _ -> outline.setType("session-created");
      case SessionEvent.UserMessageRecorded said ->
          outline.setType("user-message-recorded").setTraceparent(said.traceparent().orElse(""));
      case SessionEvent.AgentMessageRecorded said ->
          outline
              .setType("agent-message-recorded")
              .setSaga(said.saga())
              .setTraceparent(said.traceparent().orElse(""));
      case SessionEvent.GoalChanged _ -> outline.setType("goal-changed");
      case SessionEvent.SagaRequested requested ->
          outline
              .setType("saga-requested")
              .setSaga(requested.saga())
              .setSagaType(requested.type())
              .setTraceparent(requested.traceparent().orElse(""));
      case SessionEvent.SagaProgressed told ->
          saga(outline, "saga-progressed", before, told.saga()).setStep(told.step());
      case SessionEvent.SagaAsked told ->
          saga(outline, "saga-asked", before, told.saga()).setStep(told.step());
      case SessionEvent.SagaDecided decided ->
          saga(outline, "saga-decided", before, decided.saga()).setStep(decided.step());
      case SessionEvent.SagaTakenBack cancelled ->
          saga(outline, "saga-taken-back", before, cancelled.saga());
      case TurnEvent turn -> turn(outline, turn);
      case PauseEvent pause -> pause(outline, pause);
      case SessionEvent.SagaCompensating told ->
          saga(outline, "saga-compensating", before, told.saga())
              .setStep(told.step())
              .setReason(told.reason());
      case SessionEvent.SagaEnded told ->
          saga(outline, "saga-ended", before, told.saga())
              .setOutcome(told.outcome().name())
              .setReason(told.reason());
      case SessionEvent.FactObserved _ -> outline.setType("fact-observed");
      case SessionEvent.ContextUpdated _ -> outline.setType("context-updated");
      case SessionEvent.MemorySummarized _ -> outline.setType("memory-summarized");
      case SessionEvent.ProfileProposed _ -> outline.setType("profile-proposed");
      case SessionEvent.Forked _ -> outline.setType("session-forked");
      case SessionEvent.Closed closed ->
          outline.setType("session-closed").setReason(closed.reason().name());
    }
    return outline.build();
  }

  private static void pause(ConversationEvents.Event.Builder outline, PauseEvent event) {
    switch (event) {
      case PauseEvent.Paused _ -> outline.setType("session-paused");
      case PauseEvent.Resumed resumed ->
          outline.setType("session-resumed").setReason(resumed.why().name());
    }
  }

  private static void turn(ConversationEvents.Event.Builder outline, TurnEvent event) {
    switch (event) {
      case TurnEvent.Opened opened ->
          outline.setType("turn-opened").setTraceparent(opened.traceparent().orElse(""));
      case TurnEvent.Assigned _ -> outline.setType("turn-assigned");
      case TurnEvent.Ended ended ->
          outline.setType("turn-ended").setOutcome(ended.outcome().name());
    }
  }

  private static ConversationEvents.Event.Builder saga(
      ConversationEvents.Event.Builder outline, String type, SessionState before, String saga) {
    before.context().pending().stream()
        .filter(pending -> pending.saga().equals(saga))
        .forEach(pending -> outline.setSagaType(pending.type()));
    return outline.setType(type).setSaga(saga);
  }
}
