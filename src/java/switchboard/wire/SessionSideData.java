package switchboard.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Context;
import switchboard.journal.DeadlineChange;
import switchboard.journal.SideData;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.profile.ProfileFact;
import switchboard.session.PauseEvent;
import switchboard.session.Retention;
import switchboard.session.SessionDeadline;
import switchboard.session.SessionEvent;
import switchboard.session.SessionState;
import switchboard.session.SessionState.Life;
import switchboard.session.TurnEvent;

/**
 * What commits together with a session's events: the document's changed sections, deadlines, outbox
 * entries and when all of it expires.
 */
final class SessionSideData {
  private static final byte[] GONE = new byte[0];

  private final Retention retention;
  private final Duration factLife;
  private final SessionFeeds feeds;

  /**
   * Makes side data.
   *
   * @param factLife how long a fact that an agent proposed is kept in the profile
   */
  SessionSideData(Retention retention, Duration factLife, SessionFeeds feeds) {
    this.retention = retention;
    this.factLife = factLife;
    this.feeds = feeds;
  }

  SideData of(SessionState before, SessionState after, List<SessionEvent> events, SubjectKey key) {
    List<DeadlineChange> deadlines = new ArrayList<>();
    List<byte[]> outbox = new ArrayList<>();
    // what a fork takes over was done where it happened, and is not done again
    boolean forked = events.getLast() instanceof SessionEvent.Forked;
    if (before.life() == Life.NONE) {
      outbox.add(OutboxEntries.index(after));
      deadlines.add(idle(after.updateTime()));
    }
    long sequence = before.lastSequence();
    for (var event : forked ? List.<SessionEvent>of() : events) {
      sequence++;
      switch (event) {
        case SessionEvent.SagaRequested requested -> deadlines.add(startAgain(requested));
        case SessionEvent.SagaProgressed told -> started(told.saga(), told.report(), deadlines);
        case SessionEvent.SagaAsked told -> started(told.saga(), told.report(), deadlines);
        case SessionEvent.SagaCompensating told -> started(told.saga(), told.report(), deadlines);
        case SessionEvent.SagaEnded told -> started(told.saga(), told.report(), deadlines);
        case SessionEvent.SagaDecided decided ->
            outbox.add(OutboxEntries.decide(after.id(), subject(after), decided, key));
        case SessionEvent.SagaTakenBack cancelled ->
            outbox.add(OutboxEntries.takeBack(after.id(), subject(after), cancelled, key));
        case SessionEvent.ProfileProposed proposed ->
            outbox.add(learnt(after, sequence, proposed, key));
        case PauseEvent pause -> deadlines.add(pause(pause));
        case SessionEvent.Closed closed -> closed(before, closed, deadlines);
        case SessionEvent.Created _,
            SessionEvent.UserMessageRecorded _,
            SessionEvent.AgentMessageRecorded _,
            SessionEvent.GoalChanged _,
            SessionEvent.ContextUpdated _,
            SessionEvent.FactObserved _,
            SessionEvent.MemorySummarized _,
            SessionEvent.Forked _,
            TurnEvent _ -> {}
      }
    }
    turns(before, after).ifPresent(deadlines::add);
    outbox.addAll(feeds.watches(after, forked ? List.of() : events, key));
    boolean urgent = !outbox.isEmpty();
    feeds.conversation(before, after, events).forEach(outbox::add);
    return new SideData(
        sections(before, after, key), deadlines, outbox, Optional.of(expiry(after)), urgent);
  }

  private static DeadlineChange pause(PauseEvent event) {
    return switch (event) {
      case PauseEvent.Paused paused ->
          new DeadlineChange.Set(SessionDeadline.PAUSE, paused.until());
      case PauseEvent.Resumed _ -> new DeadlineChange.Clear(SessionDeadline.PAUSE);
    };
  }

  private void closed(
      SessionState before, SessionEvent.Closed closed, List<DeadlineChange> deadlines) {
    deadlines.add(new DeadlineChange.Clear(SessionDeadline.IDLE));
    if (before.pause().isPresent()) {
      deadlines.add(new DeadlineChange.Clear(SessionDeadline.PAUSE));
    }
    deadlines.add(
        new DeadlineChange.Set(SessionDeadline.PURGE, closed.time().plus(retention.closed())));
  }

  /** While turns are open, somebody looks after the session even if its node is gone. */
  private static Optional<DeadlineChange> turns(SessionState before, SessionState after) {
    boolean open = !after.open().turns().isEmpty();
    if (open == !before.open().turns().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        open
            ? new DeadlineChange.Set(
                SessionDeadline.TURNS, after.updateTime().plus(SessionDeadline.LOOK_AFTER_TURNS))
            : new DeadlineChange.Clear(SessionDeadline.TURNS));
  }

  private static DeadlineChange startAgain(SessionEvent.SagaRequested requested) {
    return new DeadlineChange.Set(
        SessionDeadline.start(requested.saga()),
        requested.time().plus(SessionDeadline.START_AGAIN));
  }

  private DeadlineChange idle(Instant since) {
    return new DeadlineChange.Set(SessionDeadline.IDLE, since.plus(retention.idle()));
  }

  private Instant expiry(SessionState after) {
    var closes =
        after.life() == Life.OPEN ? after.updateTime().plus(retention.idle()) : after.updateTime();
    return closes.plus(retention.closed()).plus(Retention.SLACK);
  }

  private byte[] learnt(
      SessionState session, long sequence, SessionEvent.ProfileProposed proposed, SubjectKey key) {
    var facts =
        proposed.facts().entrySet().stream()
            .map(
                fact ->
                    new ProfileFact(
                        fact.getKey(),
                        fact.getValue(),
                        session.id().name(),
                        proposed.time(),
                        proposed.time().plus(factLife)))
            .toList();
    return switch (key) {
      case SubjectKey.Present(var cipher, _) ->
          OutboxEntries.updateProfile(session.id(), subject(session), sequence, facts, cipher);
      case SubjectKey.Absent _ ->
          throw new IllegalStateException("a fact is to be stored without a key");
    };
  }

  private static Subject subject(SessionState session) {
    return new Subject(session.id().tenant(), session.subject());
  }

  /** A saga's first report says that it has started. */
  private static void started(String saga, long report, List<DeadlineChange> deadlines) {
    if (report == 1) {
      deadlines.add(new DeadlineChange.Clear(SessionDeadline.start(saga)));
    }
  }

  private static Map<String, byte[]> sections(
      SessionState before, SessionState after, SubjectKey key) {
    Map<String, byte[]> sections = new HashMap<>();
    var old = before.context().versions();
    var context = after.context();
    var now = context.versions();
    if (before.life() != after.life() || !before.pause().equals(after.pause())) {
      sections.put("session", ContextSections.session(after));
    }
    if (after.life() == Life.ERASED) {
      List.of("goal", "memory", "summary", "pending", "entities")
          .forEach(name -> sections.put(name, GONE));
      return sections;
    }
    var write = new ContextSections(after.id().persistenceId(), key);
    if (old.goals() != now.goals()) {
      sections.put("goal", write.goal(context));
    }
    // the texts stand in the events: the section names the range, so it is small however long they
    // are
    if (old.memory() != now.memory()) {
      sections.put("memory", write.memory(context));
    }
    if (context.summary().isPresent() && !context.summary().equals(before.context().summary())) {
      sections.put("summary", write.summary(context.summary().get()));
    }
    if (old.pending() != now.pending()) {
      sections.put("pending", isEmptyPending(context) ? GONE : write.pending(context));
    }
    if (old.facts() != now.facts()) {
      sections.put("entities", write.entities(context));
    }
    return sections;
  }

  private static boolean isEmptyPending(Context context) {
    return context.pending().isEmpty();
  }
}
