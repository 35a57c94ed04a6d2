package switchboard.wire;

import java.util.List;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectCipher;
import switchboard.profile.Learnt;
import switchboard.profile.ProfileFact;
import switchboard.session.SessionEvent;
import switchboard.session.SessionId;
import switchboard.stored.v1.OutboxEntry;

/** Entries of the outbox, as bytes. */
public final class OutboxEntries {
  private OutboxEntries() {}

  /** A session to enter into its tenant's index. */
  public static byte[] index(SessionId id, SessionEvent.Created created) {
    return OutboxEntry.newBuilder()
        .setIndexSession(
            OutboxEntry.IndexSession.newBuilder()
                .setTenant(id.tenant())
                .setSession(id.session())
                .setSubject(created.subject())
                .setChannel(created.channel())
                .setCreateTime(created.time().toEpochMilli()))
        .build()
        .toByteArray();
  }

  /** A record to publish to Kafka. */
  public static byte[] publish(OutboxEntry.Publish record) {
    return OutboxEntry.newBuilder().setPublish(record).build().toByteArray();
  }

  /**
   * What a session learnt of its subject, to enter into the profile.
   *
   * @param sequence of the session's event by which it was learnt
   * @param facts at least one
   */
  public static byte[] updateProfile(
      SessionId id, Subject subject, long sequence, List<ProfileFact> facts, SubjectCipher cipher) {
    var learnt = Learnt.of(facts, cipher, context(id));
    return OutboxEntry.newBuilder()
        .setUpdateProfile(
            OutboxEntry.UpdateProfile.newBuilder()
                .setTenant(subject.tenant())
                .setSubject(subject.id())
                .setSession(id.session())
                .setSequence(sequence)
                .addAllFacts(learnt.outlines())
                .setSealed(learnt.sealed()))
        .build()
        .toByteArray();
  }

  /** What {@link #updateProfile} put there. */
  public static Learnt learnt(OutboxEntry.UpdateProfile entry) {
    return new Learnt(
        entry.getFactsList(),
        entry.getSealed(),
        context(new SessionId(entry.getTenant(), entry.getSession())));
  }

  private static String context(SessionId id) {
    return id.persistenceId() + "|" + OutboxEntry.UpdateProfile.getDescriptor().getFullName();
  }
}
