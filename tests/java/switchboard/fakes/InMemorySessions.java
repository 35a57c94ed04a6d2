package switchboard.fakes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.context.Context;
import switchboard.context.Turn;
import switchboard.frontdoor.SessionIndex;
import switchboard.journal.StoreException;
import switchboard.privacy.Subject;
import switchboard.session.LiveFeed;
import switchboard.session.RequestMark;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionCommand;
import switchboard.session.SessionEvent;
import switchboard.session.SessionHistory;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionReply.SessionView;
import switchboard.session.SessionState.Life;
import switchboard.session.Sessions;

/**
 * Sessions, their journal and their index in memory, with the troubles that real ones have to be
 * had on demand.
 */
public final class InMemorySessions implements Sessions, SessionHistory, SessionIndex {
  public static final Instant TIME = Instant.parse("2026-11-22T10:15:30.123Z");

  private final Map<String, Conversation> conversations = new TreeMap<>();
  private boolean storeAway;
  private int reads;
  private Optional<SessionReply> forced = Optional.empty();

  private static final class Conversation {
    final SessionId id;
    final List<SequencedEvent> events = new ArrayList<>();
    final Map<String, RequestMark> marks = new HashMap<>();
    final Map<String, Recorded> results = new HashMap<>();
    final Set<ActorRef<LiveFeed>> connections = new HashSet<>();
    long oldest = 1;

    Conversation(SessionId id) {
      this.id = id;
    }

    boolean closed() {
      return !events.isEmpty() && events.getLast().event() instanceof SessionEvent.Closed;
    }

    SessionView view() {
      var created = (SessionEvent.Created) events.getFirst().event();
      return new SessionView(
          id,
          created.subject(),
          created.channel(),
          created.locale(),
          created.agent(),
          closed() ? Life.CLOSED : Life.OPEN,
          events.size(),
          created.time(),
          events.getLast().event().time());
    }
  }

  @Override
  public synchronized CompletionStage<SessionReply> execute(
      SessionId id, SessionCommand command, Duration within) {
    return CompletableFuture.completedFuture(forced.orElseGet(() -> reply(id, command)));
  }

  private SessionReply reply(SessionId id, SessionCommand command) {
    if (storeAway) {
      return new Rejected(Rejection.Plain.STORE_UNAVAILABLE);
    }
    var known = conversations.get(id.persistenceId());
    return switch (command) {
      case SessionCommand.Create create -> create(id, create);
      case SessionCommand _ when known == null -> new Rejected(Rejection.Plain.NOT_FOUND);
      case SessionCommand.SendMessage(var text, var mark, var trace, _) ->
          once(known, mark, new SessionEvent.UserMessageRecorded(text, mark, trace, TIME));
      case SessionCommand.Close(var mark, var etag) ->
          etag.isPresent() && etag.get() != known.events.size()
              ? new Rejected(new Rejection.StaleEtag(known.events.size()))
              : once(known, mark, closed(mark));
      case SessionCommand.Get.SESSION -> known.view();
      case SessionCommand.Get.CONTEXT ->
          new SessionReply.ContextView(
              known.view(),
              "127.0.0.1:8443",
              Context.EMPTY.remember(new Turn(2, Turn.Role.USER, "hello", TIME)),
              List.of(),
              "k1");
      case SessionCommand.UpdateContext update ->
          update.etag() != known.events.size()
              ? new Rejected(new Rejection.StaleEtag(known.events.size()))
              : once(known, update.request(), updated(update));
      case SessionCommand.OfOperator _,
          SessionCommand.ReportSaga _,
          SessionCommand.Observe _,
          SessionCommand.Fork _,
          SessionCommand.Erase _ ->
          throw new IllegalStateException("not used here");
    };
  }

  /** Whose a session is, as the history tells it. */
  public synchronized CompletionStage<Optional<Subject>> owner(SessionId id) {
    return storeAway
        ? CompletableFuture.failedStage(new StoreException.Unavailable("away", null))
        : CompletableFuture.completedStage(
            Optional.ofNullable(conversations.get(id.persistenceId()))
                .map(it -> new Subject(id.tenant(), it.view().subject())));
  }

  private static SessionEvent closed(RequestMark mark) {
    return new SessionEvent.Closed(SessionEvent.Closed.Reason.REQUESTED, Optional.of(mark), TIME);
  }

  private static SessionEvent updated(SessionCommand.UpdateContext update) {
    var goals = new SessionEvent.GoalsNow(update.goal(), update.suspended());
    return new SessionEvent.ContextUpdated(
        Optional.of(goals), Optional.of(update.facts()), update.request(), TIME);
  }

  private SessionReply create(SessionId id, SessionCommand.Create create) {
    var known = conversations.get(id.persistenceId());
    var mark = create.request();
    if (known != null && !known.marks.containsKey(mark.id())) {
      return new Rejected(Rejection.Plain.EXISTS);
    }
    var conversation = conversations.computeIfAbsent(id.persistenceId(), _ -> new Conversation(id));
    var created =
        new SessionEvent.Created(
            create.subject(), create.channel(), create.locale(), create.agent(), mark, TIME);
    return once(conversation, mark, created);
  }

  private SessionReply once(Conversation conversation, RequestMark mark, SessionEvent event) {
    var before = conversation.marks.get(mark.id());
    if (before != null) {
      return before.equals(mark)
          ? conversation.results.get(mark.id())
          : new Rejected(Rejection.Plain.REQUEST_ID_REUSED);
    }
    if (conversation.closed()) {
      return new Rejected(Rejection.Plain.ENDED);
    }
    var result = new Recorded(record(conversation, event), TIME);
    conversation.marks.put(mark.id(), mark);
    conversation.results.put(mark.id(), result);
    return result;
  }

  private static long record(Conversation conversation, SessionEvent event) {
    var recorded = new SequencedEvent(conversation.events.size() + 1, event);
    conversation.events.add(recorded);
    conversation.connections.forEach(it -> it.tell(new LiveFeed.Recorded(List.of(recorded))));
    return recorded.sequence();
  }

  @Override
  public synchronized void attach(SessionId id, ActorRef<LiveFeed> connection) {
    var known = conversations.get(id.persistenceId());
    if (known == null) {
      connection.tell(LiveFeed.Refused.NOT_FOUND);
    } else {
      known.connections.add(connection);
      connection.tell(new LiveFeed.Attached(known.events.size(), known.closed()));
    }
  }

  @Override
  public synchronized void typing(SessionId id, ActorRef<LiveFeed> connection) {
    conversations.get(id.persistenceId()).connections.stream()
        .filter(it -> !it.equals(connection))
        .forEach(it -> it.tell(LiveFeed.Typing.INSTANCE));
  }

  @Override
  public synchronized CompletionStage<Page> events(SessionId id, long from, long to, int max) {
    reads++;
    if (storeAway) {
      return CompletableFuture.failedFuture(new StoreException.Unavailable("away", null));
    }
    var known = conversations.get(id.persistenceId());
    if (known == null) {
      return CompletableFuture.completedFuture(new Page(List.of(), 1, 0));
    }
    var page =
        known.events.stream()
            .filter(it -> it.sequence() >= Math.max(from, known.oldest) && it.sequence() <= to)
            .limit(max)
            .toList();
    return CompletableFuture.completedFuture(new Page(page, known.oldest, known.events.size()));
  }

  @Override
  public synchronized CompletionStage<List<Entry>> sessions(
      String tenant, String afterSession, int max) {
    if (storeAway) {
      return CompletableFuture.failedFuture(new StoreException.Unavailable("away", null));
    }
    return CompletableFuture.completedFuture(
        conversations.values().stream()
            .filter(it -> it.id.tenant().equals(tenant))
            .filter(it -> it.id.session().compareTo(afterSession) > 0)
            .limit(max)
            .map(it -> new Entry(it.id.session(), it.view().subject(), "app", TIME))
            .toList());
  }

  /** Records an agent's message, as if the agent had spoken unasked. */
  public synchronized long say(SessionId id, String text) {
    return record(
        conversations.get(id.persistenceId()),
        new SessionEvent.AgentMessageRecorded(text, 0, "", false, TIME));
  }

  /** A worker has made a piece of its answer. */
  public synchronized void piece(SessionId id, LiveFeed.Delta piece) {
    conversations.get(id.persistenceId()).connections.forEach(it -> it.tell(piece));
  }

  /** The entity stops and says so. */
  public synchronized void move(SessionId id) {
    conversations
        .get(id.persistenceId())
        .connections
        .forEach(it -> it.tell(LiveFeed.Detached.INSTANCE));
    die(id);
  }

  /** The entity's node dies: nobody is told. */
  public synchronized void die(SessionId id) {
    conversations.get(id.persistenceId()).connections.clear();
  }

  public synchronized void trim(SessionId id, long oldest) {
    conversations.get(id.persistenceId()).oldest = oldest;
  }

  public synchronized void storeAway(boolean away) {
    storeAway = away;
  }

  /** Answers every command with this, until told otherwise. */
  public synchronized void force(Optional<SessionReply> reply) {
    forced = reply;
  }

  /** How often the journal was read. */
  public synchronized int reads() {
    return reads;
  }

  public synchronized long last(SessionId id) {
    return conversations.get(id.persistenceId()).events.size();
  }
}
