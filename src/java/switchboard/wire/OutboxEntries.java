package switchboard.wire;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectCipher;
import switchboard.privacy.SubjectKey;
import switchboard.profile.Learnt;
import switchboard.profile.ProfileFact;
import switchboard.saga.SagaState;
import switchboard.session.SessionEvent;
import switchboard.session.SessionId;
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

  /** A saga to list among those that wait for an operator, or to take from there. */
  public static byte[] park(SagaState saga, boolean parked, Instant time) {
    return OutboxEntry.newBuilder()
        .setParkSaga(
            OutboxEntry.ParkSaga.newBuilder()
                .setTenant(saga.id().session().tenant())
                .setSaga(saga.id().saga())
                .setType(saga.type())
                .setReason(saga.reason())
                .setTime(time.toEpochMilli())
                .setParked(parked))
        .build()
        .toByteArray();
  }

  /** A record to publish to Kafka, which is about a subject. */
  public static byte[] publish(Subject subject, SubjectKey key, OutboxEntry.Publish record) {
    return sealed(subject, key, OutboxEntry.newBuilder().setPublish(record).build());
  }

  /** A thing that a session of a subject watches. */
  public static byte[] watch(Subject subject, SubjectKey key, OutboxEntry.Watch watch) {
    return sealed(subject, key, OutboxEntry.newBuilder().setWatch(watch).build());
  }

  /** What the user of a session decided, to pass on to the saga that asked. */
  public static byte[] decide(
      SessionId id, Subject subject, SessionEvent.SagaDecided decided, SubjectKey key) {
    var entry =
        OutboxEntry.DecideSaga.newBuilder()
            .setTenant(id.tenant())
            .setSession(id.session())
            .setSaga(decided.saga())
            .setStep(decided.step())
            .setChoice(decided.choice())
            .setTime(decided.time().toEpochMilli());
    return sealed(subject, key, OutboxEntry.newBuilder().setDecideSaga(entry).build());
  }

  /** A saga that its session's agent has cancelled. */
  public static byte[] takeBack(
      SessionId id, Subject subject, SessionEvent.SagaTakenBack cancelled, SubjectKey key) {
    var entry =
        OutboxEntry.TakeBackSaga.newBuilder()
            .setTenant(id.tenant())
            .setSession(id.session())
            .setSaga(cancelled.saga());
    return sealed(subject, key, OutboxEntry.newBuilder().setTakeBackSaga(entry).build());
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
