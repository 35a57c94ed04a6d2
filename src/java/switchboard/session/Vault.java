package switchboard.session;

import java.util.List;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import switchboard.journal.Entry;
import switchboard.privacy.SubjectKey;

/** A session's key, and all that is sealed and opened with it. */
final class Vault {
  private final SessionId id;
  private final SessionCodec codec;
  private SubjectKey key;

  Vault(SessionId id, SessionCodec codec, SubjectKey key) {
    this.id = id;
    this.codec = codec;
    this.key = key;
  }

  /** The session has begun. */
  void unlock(SubjectKey.Present present) {
    key = present;
  }

  /** The subject was erased: whatever else is done, nothing can be opened or sealed. */
  void destroy() {
    key = SubjectKey.Absent.ERASED;
  }

  boolean isDestroyed() {
    return key == SubjectKey.Absent.ERASED;
  }

  /** Id of the key-encryption key; empty without a key. */
  String keyEncryptionKey() {
    return key instanceof SubjectKey.Present(_, var wrapping) ? wrapping : "";
  }

  /** The command with its request's digest keyed. */
  SessionCommand keyed(SessionCommand command) {
    return key instanceof SubjectKey.Present(var cipher, _)
        ? KeyedRequests.keyed(command, cipher)
        : command;
  }

  List<Entry<SessionEvent>> entries(SessionState before, List<SessionEvent> events) {
    var after = SessionFold.apply(before, events);
    return Entry.batch(events, codec.side(before, after, events, key));
  }

  EventAdapter<Entry<SessionEvent>, Object> events() {
    return Entry.adapter(
        event -> codec.stored(id, event, key), stored -> codec.event(id, stored, key));
  }

  SnapshotAdapter<SessionState> snapshots() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(SessionState state) {
        return codec.snapshot(state, key);
      }

      @Override
      public SessionState fromJournal(Object stored) {
        return codec.state(id, stored, key);
      }
    };
  }
}
