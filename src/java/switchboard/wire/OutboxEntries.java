package switchboard.wire;

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
}
