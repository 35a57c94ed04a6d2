package switchboard.wire;

import com.google.protobuf.Message;
import java.time.Instant;
import switchboard.session.Pause;
import switchboard.session.PauseEvent;
import switchboard.stored.v1.SessionPaused;
import switchboard.stored.v1.SessionResumed;
import switchboard.stored.v1.SessionState;

/** Pauses of sessions, as bytes. Nothing of them is classified. */
final class StoredPauses {
  private StoredPauses() {}

  static String manifest(PauseEvent event) {
    return switch (event) {
      case PauseEvent.Paused _ -> "s.v2";
      case PauseEvent.Resumed _ -> "r.v2";
    };
  }

  static Message toStored(PauseEvent event) {
    return switch (event) {
      case PauseEvent.Paused(var until, var reason, var request, var time) ->
          SessionPaused.newBuilder()
              .setUntil(until.toEpochMilli())
              .setReason(reason)
              .setRequestId(StoredRequests.text(request))
              .setRequestUuid(StoredRequests.uuid(request))
              .setRequestDigest(StoredRequests.digest(request))
              .setTime(time.toEpochMilli())
              .build();
      case PauseEvent.Resumed(var why, var time) ->
          SessionResumed.newBuilder().setWhy(why.number()).setTime(time.toEpochMilli()).build();
    };
  }

  static PauseEvent paused(SessionPaused stored) {
    return new PauseEvent.Paused(
        Instant.ofEpochMilli(stored.getUntil()),
        stored.getReason(),
        StoredRequests.mark(
            stored.getRequestId(), stored.getRequestUuid(), stored.getRequestDigest()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  static PauseEvent resumed(SessionResumed stored) {
    return new PauseEvent.Resumed(why(stored.getWhy()), Instant.ofEpochMilli(stored.getTime()));
  }

  private static PauseEvent.Why why(int number) {
    for (var why : PauseEvent.Why.values()) {
      if (why.number() == number) {
        return why;
      }
    }
    throw new UnknownManifestException("reason of a pause's end " + number);
  }

  static SessionState.Pause toStored(Pause pause) {
    return SessionState.Pause.newBuilder()
        .setSince(pause.since().toEpochMilli())
        .setUntil(pause.until().toEpochMilli())
        .setReason(pause.reason())
        .build();
  }

  static Pause fromStored(SessionState.Pause stored) {
    return new Pause(
        Instant.ofEpochMilli(stored.getSince()),
        Instant.ofEpochMilli(stored.getUntil()),
        stored.getReason());
  }
}
