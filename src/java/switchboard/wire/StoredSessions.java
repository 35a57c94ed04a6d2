package switchboard.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.List;
import switchboard.journal.SideData;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.session.Retention;
import switchboard.session.SessionCodec;
import switchboard.session.SessionEvent;
import switchboard.session.SessionId;
import switchboard.session.SessionState;
import switchboard.stored.v1.SessionCreated;

/** Sessions' events and snapshots in their stored form, with what is classified sealed. */
public final class StoredSessions implements SessionCodec {
  private final SessionSideData sideData;

  /**
   * Makes a codec.
   *
   * @param factLife how long a fact that an agent proposed is kept in the profile
   */
  public StoredSessions(Retention retention, Duration factLife, SessionFeeds feeds) {
    this.sideData = new SessionSideData(retention, factLife, feeds);
  }

  /** As above, for sessions of which nobody else is told. */
  public StoredSessions(Retention retention, Duration factLife) {
    this(retention, factLife, SessionFeeds.NONE);
  }

  @Override
  public Object stored(SessionId id, SessionEvent event, SubjectKey key) {
    var message = seal(id, key).seal(StoredEvents.toStored(event));
    return new Stored(StoredEvents.manifest(event), message.toByteArray());
  }

  @Override
  public SessionEvent event(SessionId id, Object stored, SubjectKey key) {
    try {
      return StoredEventReader.read((Stored) stored, seal(id, key));
    } catch (InvalidProtocolBufferException damaged) {
      throw damaged(id, damaged);
    }
  }

  @Override
  public Object snapshot(SessionState state, SubjectKey key) {
    var message = seal(state.id(), key).seal(StoredState.toStored(state));
    return new Stored(StoredState.MANIFEST, message.toByteArray());
  }

  @Override
  public SessionState state(SessionId id, Object snapshot, SubjectKey key) {
    var stored = (Stored) snapshot;
    return switch (stored.manifest()) {
      case StoredState.MANIFEST, StoredState.CLEAR_MANIFEST -> {
        try {
          var message = switchboard.stored.v1.SessionState.parseFrom(stored.bytes());
          yield StoredState.fromStored(seal(id, key).open(message));
        } catch (InvalidProtocolBufferException damaged) {
          throw damaged(id, damaged);
        }
      }
      default -> throw new UnknownManifestException(stored.manifest());
    };
  }

  @Override
  public Subject subject(SessionId id, Object first) {
    var stored = (Stored) first;
    return switch (stored.manifest()) {
      case "session-created.v1", "c.v2" -> {
        try {
          var subject = SessionCreated.parseFrom(stored.bytes()).getSubject();
          yield new Subject(id.tenant(), subject);
        } catch (InvalidProtocolBufferException damaged) {
          throw damaged(id, damaged);
        }
      }
      default -> throw new UnknownManifestException(stored.manifest());
    };
  }

  @Override
  public SideData side(
      SessionState before, SessionState after, List<SessionEvent> events, SubjectKey key) {
    return sideData.of(before, after, events, key);
  }

  private static Seal seal(SessionId id, SubjectKey key) {
    return new Seal(id.persistenceId(), key);
  }

  private static IllegalStateException damaged(SessionId id, Exception cause) {
    return new IllegalStateException(
        "what is stored of session " + id.name() + " is damaged", cause);
  }
}
