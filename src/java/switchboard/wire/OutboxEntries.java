package switchboard.wire;

import com.google.protobuf.ByteString;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.session.SessionEvent;
import switchboard.session.SessionState;
import switchboard.stored.v1.OutboxEntry;

/** Entries of the outbox, as bytes. */
public final class OutboxEntries {
  private OutboxEntries() {}

  /** A session to enter into its tenant's index. */
  public static byte[] index(SessionState session) {
    return OutboxEntry.newBuilder()
        .setIndexSession(
            OutboxEntry.IndexSession.newBuilder()
                .setTenant(session.id().tenant())
                .setSession(session.id().session())
                .setSubject(session.subject())
                .setChannel(session.channel())
                .setCreateTime(session.createTime().toEpochMilli()))
        .build()
        .toByteArray();
  }

  /** A record to publish to Kafka, which is about a subject. */
  public static byte[] publish(Subject subject, SubjectKey key, OutboxEntry.Publish record) {
    return sealed(subject, key, OutboxEntry.newBuilder().setPublish(record).build());
  }

  /** What an agent proposed for its subject's profile. */
  static byte[] profile(
      Subject subject, SubjectKey key, String source, SessionEvent.ProfileProposed proposed) {
    var update =
        OutboxEntry.UpdateProfile.newBuilder()
            .setSource(source)
            .setTime(proposed.time().toEpochMilli())
            .putAllFacts(proposed.facts());
    return sealed(subject, key, OutboxEntry.newBuilder().setUpdateProfile(update).build());
  }

  private static byte[] sealed(Subject subject, SubjectKey key, OutboxEntry entry) {
    return switch (key) {
      case SubjectKey.Present(var cipher, _) ->
          OutboxEntry.newBuilder()
              .setSealed(
                  OutboxEntry.Sealed.newBuilder()
                      .setTenant(subject.tenant())
                      .setSubject(subject.id())
                      .setEntry(
                          ByteString.copyFrom(cipher.seal(entry.toByteArray(), place(subject)))))
              .build()
              .toByteArray();
      case SubjectKey.Absent _ ->
          throw new IllegalStateException("an outbox entry is to be stored without a key");
    };
  }

  /** What the entry of a subject is sealed for. */
  public static String place(Subject subject) {
    return "outbox|" + subject.name();
  }
}
