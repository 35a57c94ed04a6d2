package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import switchboard.context.Fact;
import switchboard.context.SagaOutcome;
import switchboard.fakes.FixedKey;
import switchboard.journal.DeadlineChange;
import switchboard.journal.SideData;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.session.PauseEvent;
import switchboard.session.RequestMark;
import switchboard.session.Retention;
import switchboard.session.SessionDeadline;
import switchboard.session.SessionEvent;
import switchboard.session.SessionFold;
import switchboard.session.SessionId;
import switchboard.session.SessionState;
import switchboard.stored.v1.OutboxEntry;
import switchboard.stored.v1.OutboxEntry.ConversationEvents;

/** What the outbox gets of a session's events for those outside of it. */
class SessionFeedsTest {
  private static final SessionId ID = new SessionId("acme", "s1");
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final SubjectKey KEY = FixedKey.present();
  private static final RequestMark REQUEST = new RequestMark("r", "d");
  private static final SessionEvent CREATED =
      new SessionEvent.Created("partner-1", "app", "en", "echo", REQUEST, NOW);
  private static final SessionEvent SAID =
      new SessionEvent.UserMessageRecorded("Canary-1", REQUEST, NOW);
  private static final SessionEvent REQUESTED =
      new SessionEvent.SagaRequested(
          "g1", "order_status", Map.of("order_id", "Canary-2"), NOW, 2, NOW);
  private static final SessionEvent PROGRESSED =
      new SessionEvent.SagaProgressed(
          "g1",
          1,
          "order",
          List.of(fact("order", "Canary-3"), fact("courier", "Canary-4")),
          2,
          NOW);
  private static final SessionEvent ENDED =
      new SessionEvent.SagaEnded(
          "g1",
          2,
          SagaOutcome.COMPLETED,
          List.of(fact("order", "Canary-3")),
          "",
          2,
          NOW.plusSeconds(5));

  private final SessionFeeds feeds = new SessionFeeds(true, Set.of("order"), DAY);

  private static Fact fact(String kind, String id) {
    return new Fact(kind, id, Map.of("status", "Canary-5"), NOW, "order.events");
  }

  private static SessionState after(List<SessionEvent> events) {
    var state = SessionState.none(ID);
    for (var event : events) {
      state = SessionFold.apply(state, event);
    }
    return state;
  }

  private SideData side(SessionFeeds feeds, List<SessionEvent> before, SessionEvent... events) {
    var all = new java.util.ArrayList<>(before);
    all.addAll(List.of(events));
    return new StoredSessions(new Retention(DAY, DAY), DAY, feeds)
        .side(after(before), after(all), List.of(events), KEY);
  }

  private static List<OutboxEntry> entries(SideData side) throws Exception {
    var entries = new java.util.ArrayList<OutboxEntry>();
    for (var bytes : side.outbox()) {
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("Canary");
      entries.add(OutboxEntry.parseFrom(bytes));
    }
    return entries;
  }

  @Test
  void anAppendIsToldAsOneEntryThatIsNotUrgentAndHoldsNothingClassified() throws Exception {
    var side = side(feeds, List.of(CREATED), SAID, REQUESTED);
    assertThat(side.urgent()).isFalse();
    var told = entries(side).getLast().getConversationEvents();
    assertThat(told.getFirstSequence()).isEqualTo(2);
    assertThat(told.getSubject()).isEqualTo("partner-1");
    assertThat(told.getEventsList())
        .extracting(ConversationEvents.Event::getType)
        .containsExactly("user-message-recorded", "saga-requested");
    assertThat(told.getEvents(1).getSagaType()).isEqualTo("order_status");
    assertThat(told.getEvents(1).getTurn()).isEqualTo(2);
  }

  @Test
  void whatEntersAnIndexIsUrgent() throws Exception {
    var side = side(feeds, List.of(), CREATED);
    assertThat(side.urgent()).isTrue();
    assertThat(entries(side))
        .extracting(OutboxEntry::getEntryCase)
        .containsExactly(
            OutboxEntry.EntryCase.INDEX_SESSION, OutboxEntry.EntryCase.CONVERSATION_EVENTS);
  }

  @Test
  void aSessionWatchesTheThingsThatItsSagasToldOf() throws Exception {
    var side = side(feeds, List.of(CREATED, SAID, REQUESTED), PROGRESSED, ENDED);
    assertThat(side.urgent()).isTrue();
    var entries = entries(side);
    assertThat(entries).hasSize(2);
    var watch = opened(entries.getFirst()).getWatch();
    assertThat(watch.getTenant()).isEqualTo("acme");
    assertThat(watch.getSession()).isEqualTo("s1");
    assertThat(watch.getKind()).isEqualTo("order");
    assertThat(watch.getId()).isEqualTo("Canary-3");
    assertThat(Instant.ofEpochMilli(watch.getUntil())).isEqualTo(NOW.plusSeconds(5).plus(DAY));
    var told = entries.getLast().getConversationEvents().getEventsList();
    assertThat(told).allMatch(event -> event.getSagaType().equals("order_status"));
    assertThat(told.get(0).getStep()).isEqualTo("order");
    assertThat(told.get(1).getOutcome()).isEqualTo("COMPLETED");
  }

  private static OutboxEntry opened(OutboxEntry entry) throws Exception {
    var cipher = ((SubjectKey.Present) KEY).cipher();
    var place = OutboxEntries.place(new Subject("acme", "partner-1"));
    return OutboxEntry.parseFrom(cipher.open(entry.getSealed().getEntry().toByteArray(), place));
  }

  @Test
  void aClosedSessionWatchesNothingMore() throws Exception {
    var closed =
        new SessionEvent.Closed(SessionEvent.Closed.Reason.REQUESTED, Optional.empty(), NOW);
    var side = side(feeds, List.of(CREATED, SAID, REQUESTED, closed), PROGRESSED);
    assertThat(entries(side)).extracting(OutboxEntry::hasSealed).doesNotContain(true);
  }

  @Test
  void aPauseSetsItsDeadlineAndItsEndClearsIt() throws Exception {
    var paused = new PauseEvent.Paused(NOW.plus(DAY), "Canary", new RequestMark("p", "00"), NOW);
    var side = side(feeds, List.of(CREATED), paused);
    assertThat(side.deadlines())
        .containsExactly(new DeadlineChange.Set(SessionDeadline.PAUSE, NOW.plus(DAY)));
    assertThat(new String(side.sections().get("session"), StandardCharsets.UTF_8))
        .contains("\"pauseEndTime\":\"" + NOW.plus(DAY) + "\"");
    assertThat(entries(side).getLast().getConversationEvents().getEvents(0).getType())
        .isEqualTo("session-paused");
    var resumed = new PauseEvent.Resumed(PauseEvent.Why.EXPIRED, NOW);
    var after = side(feeds, List.of(CREATED, paused), resumed);
    assertThat(after.deadlines()).containsExactly(new DeadlineChange.Clear(SessionDeadline.PAUSE));
    assertThat(new String(after.sections().get("session"), StandardCharsets.UTF_8))
        .doesNotContain("pauseEndTime");
    assertThat(entries(after).getLast().getConversationEvents().getEvents(0).getReason())
        .isEqualTo("EXPIRED");
    var closed =
        new SessionEvent.Closed(SessionEvent.Closed.Reason.REQUESTED, Optional.empty(), NOW);
    assertThat(side(feeds, List.of(CREATED, paused), closed).deadlines())
        .contains(new DeadlineChange.Clear(SessionDeadline.PAUSE));
  }

  @Test
  void turnedOffNobodyIsTold() {
    assertThat(side(SessionFeeds.NONE, List.of(CREATED), SAID, REQUESTED, PROGRESSED).outbox())
        .isEmpty();
  }
}
