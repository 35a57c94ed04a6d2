package switchboard.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.time.Instant;
import switchboard.erasure.ErasureCodec;
import switchboard.erasure.ErasureEvent;
import switchboard.erasure.SessionPage;
import switchboard.stored.v1.ErasureSessionsEnded;
import switchboard.stored.v1.ErasureStepDone;

/** An erasure's events in their stored form. */
public final class StoredErasures implements ErasureCodec {
  @Override
  public Object stored(ErasureEvent event) {
    var manifest =
        switch (event) {
          case ErasureEvent.Requested _ -> "erasure.requested.v1";
          case ErasureEvent.Marked _ -> "erasure.marked.v1";
          case ErasureEvent.SessionsEnded _ -> "erasure.sessions-ended.v1";
          case ErasureEvent.KeyDestroyed _ -> "erasure.key-destroyed.v1";
          case ErasureEvent.ProfileEmptied _ -> "erasure.profile-emptied.v1";
          case ErasureEvent.CachesEvicted _ -> "erasure.caches-evicted.v1";
          case ErasureEvent.FilesRewritten _ -> "erasure.files-rewritten.v1";
        };
    return new Stored(manifest, message(event).toByteArray());
  }

  private static Message message(ErasureEvent event) {
    return switch (event) {
      case ErasureEvent.SessionsEnded(var page, var time) ->
          ErasureSessionsEnded.newBuilder()
              .setTime(time.toEpochMilli())
              .setLast(page.last())
              .setSessions(page.sessions())
              .setSagas(page.sagas())
              .setLeft(page.left())
              .setMore(page.more())
              .build();
      case ErasureEvent.Requested(var time) -> done(time, 0);
      case ErasureEvent.Marked(var time) -> done(time, 0);
      case ErasureEvent.KeyDestroyed(var time) -> done(time, 0);
      case ErasureEvent.ProfileEmptied(var time) -> done(time, 0);
      case ErasureEvent.CachesEvicted(var nodes, var time) -> done(time, nodes);
      case ErasureEvent.FilesRewritten(var files, var time) -> done(time, files);
    };
  }

  private static Message done(Instant time, long count) {
    return ErasureStepDone.newBuilder().setTime(time.toEpochMilli()).setCount(count).build();
  }

  @Override
  public ErasureEvent event(Object stored) {
    var it = (Stored) stored;
    try {
      return it.manifest().equals("erasure.sessions-ended.v1")
          ? sessionsEnded(ErasureSessionsEnded.parseFrom(it.bytes()))
          : done(it.manifest(), ErasureStepDone.parseFrom(it.bytes()));
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("what is stored of an erasure is damaged", damaged);
    }
  }

  private static ErasureEvent sessionsEnded(ErasureSessionsEnded it) {
    var page =
        new SessionPage(it.getLast(), it.getSessions(), it.getSagas(), it.getLeft(), it.getMore());
    return new ErasureEvent.SessionsEnded(page, Instant.ofEpochMilli(it.getTime()));
  }

  private static ErasureEvent done(String manifest, ErasureStepDone it) {
    var time = Instant.ofEpochMilli(it.getTime());
    return switch (manifest) {
      case "erasure.requested.v1" -> new ErasureEvent.Requested(time);
      case "erasure.marked.v1" -> new ErasureEvent.Marked(time);
      case "erasure.key-destroyed.v1" -> new ErasureEvent.KeyDestroyed(time);
      case "erasure.profile-emptied.v1" -> new ErasureEvent.ProfileEmptied(time);
      case "erasure.caches-evicted.v1" -> new ErasureEvent.CachesEvicted(it.getCount(), time);
      case "erasure.files-rewritten.v1" -> new ErasureEvent.FilesRewritten(it.getCount(), time);
      default -> throw new UnknownManifestException(manifest);
    };
  }
}
