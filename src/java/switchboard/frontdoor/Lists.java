package switchboard.frontdoor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import switchboard.journal.EventReader;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.rpc.PageTokens;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionHistory;
import switchboard.session.SessionId;
import switchboard.v1.Event;
import switchboard.v1.ListEventsResponse;
import switchboard.v1.ListSessionsResponse;
import switchboard.v1.Session;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicErrors;
import switchboard.wire.PublicEvents;

/** The lists, which are read from the store and leave the sessions in peace. */
final class Lists {
  /** A page of events ends early at this size, far below what clients accept by default: 4 MiB. */
  private static final int PAGE_BYTES = 1 << 20;

  private final SessionHistory events;
  private final SessionIndex index;

  Lists(SessionHistory events, SessionIndex index) {
    this.events = events;
    this.index = index;
  }

  /** After which sequence a page of events starts: after the token's, if there is one. */
  static long eventsAfter(FieldChecks checks, SessionId session, String token, long after) {
    var position = PageTokens.after(checks, session.name(), token);
    return position.isEmpty() ? after : Long.parseLong(position);
  }

  /** After which session a page of sessions starts: after the token's, if there is one. */
  static String sessionsAfter(FieldChecks checks, String tenant, String token) {
    return PageTokens.after(checks, listOf(tenant), token);
  }

  private static String listOf(String tenant) {
    return "tenants/" + tenant;
  }

  CompletionStage<Outcome<ListEventsResponse>> events(SessionId session, long after, int size) {
    var from = Math.min(after, EventReader.HIGHEST_SEQUENCE) + 1;
    return events
        .events(session, from, from + size - 1, size)
        .thenApply(page -> answer(session, after, page));
  }

  private static Outcome<ListEventsResponse> answer(
      SessionId session, long after, SessionHistory.Page page) {
    if (page.lastSequence() == 0) {
      return new Failed<>(PublicErrors.sessionNotFound());
    }
    if (after > page.lastSequence()) {
      return new Failed<>(PublicErrors.cursorPastEnd(page.lastSequence()));
    }
    if (page.oldestSequence() > after + 1) {
      return new Failed<>(PublicErrors.cursorTrimmed(page.oldestSequence()));
    }
    var response = ListEventsResponse.newBuilder().addAllEvents(fitting(page.events()));
    var count = response.getEventsCount();
    var last = count == 0 ? after : response.getEvents(count - 1).getSequence();
    if (last < page.lastSequence()) {
      response.setNextPageToken(PageTokens.token(session.name(), Long.toString(last)));
    }
    return new Done<>(response.build());
  }

  private static List<Event> fitting(List<SequencedEvent> recorded) {
    var fitting = new ArrayList<Event>();
    long bytes = 0;
    for (var each : recorded) {
      var event = PublicEvents.event(each);
      bytes += event.getSerializedSize();
      if (bytes > PAGE_BYTES && !fitting.isEmpty()) {
        break;
      }
      fitting.add(event);
    }
    return fitting;
  }

  CompletionStage<Outcome<ListSessionsResponse>> sessions(String tenant, String after, int size) {
    return index
        .sessions(tenant, after, size + 1)
        .thenApply(entries -> new Done<>(answer(tenant, entries, size)));
  }

  private static ListSessionsResponse answer(
      String tenant, List<SessionIndex.Entry> entries, int size) {
    var response = ListSessionsResponse.newBuilder();
    entries.stream()
        .limit(size)
        .map(entry -> session(tenant, entry))
        .forEach(response::addSessions);
    if (entries.size() > size) {
      var last = entries.get(size - 1).session();
      response.setNextPageToken(PageTokens.token(listOf(tenant), last));
    }
    return response.build();
  }

  private static Session session(String tenant, SessionIndex.Entry entry) {
    return Session.newBuilder()
        .setName(new SessionId(tenant, entry.session()).name())
        .setSubject(entry.subject())
        .setChannel(entry.channel())
        .setCreateTime(PublicEvents.timestamp(entry.createTime()))
        .build();
  }
}
