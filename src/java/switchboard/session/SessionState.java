package switchboard.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.context.Context;

/**
 * A session as its events have made it.
 *
 * @param life NONE until the first event
 * @param updateTime when the last event was recorded
 * @param activeTime when the last event was recorded that keeps the session from being idle
 * @param lastSequence sequence of the last event; 0 for none
 * @param observed what was told unasked
 * @param open the turns that workers are to answer
 * @param pause while it takes no messages; stays until its end is recorded
 */
public record SessionState(
    SessionId id,
    Life life,
    String subject,
    String channel,
    String locale,
    String agent,
    Instant createTime,
    Instant updateTime,
    Instant activeTime,
    long lastSequence,
    RequestLog requests,
    ObservedEvents observed,
    OpenTurns open,
    Optional<Pause> pause,
    Context context) {
  /** The life of a session. */
  public enum Life {
    NONE,
    OPEN,
    CLOSED,
    /** Closed because its subject was erased: nothing classified can be read any more. */
    ERASED
  }

  /** A session of which nothing is recorded. */
  public static SessionState none(SessionId id) {
    return new SessionState(
        id,
        Life.NONE,
        "",
        "",
        "",
        "",
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        0,
        RequestLog.EMPTY,
        ObservedEvents.NONE,
        OpenTurns.NONE,
        Optional.empty(),
        Context.EMPTY);
  }

  SessionState created(SessionEvent.Created event) {
    return new SessionState(
        id,
        Life.OPEN,
        event.subject(),
        event.channel(),
        event.locale(),
        event.agent(),
        event.time(),
        updateTime,
        activeTime,
        lastSequence,
        requests,
        observed,
        open,
        pause,
        context);
  }

  /** The next event was recorded. */
  SessionState next(Instant time, boolean active) {
    return new SessionState(
        id,
        life,
        subject,
        channel,
        locale,
        agent,
        createTime,
        time,
        active ? time : activeTime,
        lastSequence + 1,
        requests,
        observed,
        open,
        pause,
        context);
  }

  SessionState with(Life changed) {
    return with(changed, requests, observed, open, pause, context);
  }

  SessionState with(Context changed) {
    return with(life, requests, observed, open, pause, changed);
  }

  SessionState with(ObservedEvents remembered) {
    return with(life, requests, remembered, open, pause, context);
  }

  SessionState with(OpenTurns turns) {
    return with(life, requests, observed, turns, pause, context);
  }

  SessionState paused(Pause begun) {
    return with(life, requests, observed, open, Optional.of(begun), context);
  }

  SessionState notPaused() {
    return with(life, requests, observed, open, Optional.empty(), context);
  }

  /** Remembers the request that the event at {@link #lastSequence} recorded. */
  SessionState requested(RequestMark mark) {
    var entry = new RequestLog.Entry(mark, lastSequence, updateTime);
    return with(life, requests.with(entry), observed, open, pause, context);
  }

  /** Forgets the requests so far: they were those of the session that this one was forked off. */
  SessionState withoutRequests() {
    return with(life, RequestLog.EMPTY, observed, open, pause, context);
  }

  private SessionState with(
      Life nowLife,
      RequestLog nowRequests,
      ObservedEvents nowObserved,
      OpenTurns nowOpen,
      Optional<Pause> nowPause,
      Context nowContext) {
    return new SessionState(
        id,
        nowLife,
        subject,
        channel,
        locale,
        agent,
        createTime,
        updateTime,
        activeTime,
        lastSequence,
        nowRequests,
        nowObserved,
        nowOpen,
        nowPause,
        nowContext);
  }

  /** These events, which come next, with their sequences. */
  List<SequencedEvent> sequenced(List<SessionEvent> events) {
    var sequenced = new ArrayList<SequencedEvent>(events.size());
    for (var event : events) {
      sequenced.add(new SequencedEvent(lastSequence + 1 + sequenced.size(), event));
    }
    return sequenced;
  }
}
