package switchboard.fakes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import switchboard.operations.SessionDesk;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionReply.SessionView;
import switchboard.session.SessionState.Life;

/** Sessions of tenant acme in memory, as an operator finds and moves them. */
public final class MemorySessionDesk implements SessionDesk {
  public static final Instant TIME = Instant.parse("2026-11-22T10:15:30Z");

  private final ConcurrentSkipListMap<String, SessionView> sessions = new ConcurrentSkipListMap<>();

  /** The commands that came, but for those that only look. */
  public final List<SessionCommand> commands = new ArrayList<>();

  /** What every command is answered with, if there is one. */
  public volatile Optional<Rejection> refusal = Optional.empty();

  /** A session that is open. */
  public SessionId open(String session, String subject) {
    return put(session, subject, Life.OPEN, Optional.empty());
  }

  /** A session that has ended. */
  public SessionId closed(String session, String subject) {
    return put(session, subject, Life.CLOSED, Optional.empty());
  }

  private SessionId put(String session, String subject, Life life, Optional<Instant> paused) {
    var id = new SessionId("acme", session);
    sessions.put(
        session, new SessionView(id, subject, "app", "en", "echo", life, 7, TIME, TIME, paused));
    return id;
  }

  @Override
  public CompletionStage<SessionReply> execute(
      SessionId session, SessionCommand command, Duration within) {
    return CompletableFuture.completedStage(reply(session, command));
  }

  private SessionReply reply(SessionId session, SessionCommand command) {
    var view = sessions.get(session.session());
    if (view == null) {
      return new Rejected(Rejection.Plain.NOT_FOUND);
    }
    if (command instanceof SessionCommand.Get) {
      return view;
    }
    commands.add(command);
    if (refusal.isPresent()) {
      return new Rejected(refusal.get());
    }
    switch (command) {
      case SessionCommand.Pause(var length, _, _) ->
          put(session.session(), view.subject(), Life.OPEN, Optional.of(TIME.plus(length)));
      case SessionCommand.Resume _ -> open(session.session(), view.subject());
      case SessionCommand.Close _ -> closed(session.session(), view.subject());
      case SessionCommand _ -> {}
    }
    return new Recorded(8, TIME);
  }

  @Override
  public CompletionStage<Found> find(String tenant, Filter filter, String after, int max) {
    var found =
        sessions.tailMap(after, false).values().stream()
            .filter(_ -> tenant.equals("acme"))
            .filter(filter::takes)
            .toList();
    var page = found.stream().limit(max).toList();
    var last = found.size() > max ? page.getLast().id().session() : "";
    return CompletableFuture.completedStage(new Found(page, last));
  }
}
