package switchboard.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import switchboard.context.Context;

/**
 * A session as its events have made it.
 *
 * @param life NONE until the first event
 * @param lastSequence sequence of the last event; 0 for none
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
    long lastSequence,
    RequestLog requests,
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
        0,
        RequestLog.EMPTY,
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
        event.time(),
        lastSequence,
        requests,
        context);
  }

  SessionState at(long sequence, Instant time) {
    return new SessionState(
        id, life, subject, channel, locale, agent, createTime, time, sequence, requests, context);
  }

  SessionState with(Life changed) {
    return new SessionState(
        id,
        changed,
        subject,
        channel,
        locale,
        agent,
        createTime,
        updateTime,
        lastSequence,
        requests,
        context);
  }

  SessionState with(Context changed) {
    return new SessionState(
        id,
        life,
        subject,
        channel,
        locale,
        agent,
        createTime,
        updateTime,
        lastSequence,
        requests,
        changed);
  }

  /** Remembers the request that the event at {@link #lastSequence} recorded. */
  SessionState requested(RequestMark mark) {
    return with(requests.with(new RequestLog.Entry(mark, lastSequence, updateTime)));
  }

  /** Forgets the requests so far: they were those of the session that this one was forked off. */
  SessionState withoutRequests() {
    return with(RequestLog.EMPTY);
  }

  private SessionState with(RequestLog remembered) {
    return new SessionState(
        id,
        life,
        subject,
        channel,
        locale,
        agent,
        createTime,
        updateTime,
        lastSequence,
        remembered,
        context);
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
