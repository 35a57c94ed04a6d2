package switchboard.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import switchboard.frontdoor.SessionIndex;
import switchboard.journal.IndexEntry;
import switchboard.journal.RedisStore;
import switchboard.session.SessionId;
import switchboard.stored.v1.OutboxEntry.IndexSession;

/** The sessions of each tenant, by id. */
final class TenantIndex implements SessionIndex {
  private final RedisStore store;

  TenantIndex(RedisStore store) {
    this.store = store;
  }

  /** The value leaves out what the index's name and the member say. */
  CompletionStage<Void> put(IndexSession session) {
    var value = session.toBuilder().clearTenant().clearSession().build().toByteArray();
    return store.putIndex(index(session.getTenant()), session.getSession(), value);
  }

  CompletionStage<Void> remove(SessionId session) {
    return store.removeIndex(index(session.tenant()), session.session());
  }

  @Override
  public CompletionStage<List<Entry>> sessions(String tenant, String afterSession, int max) {
    return store
        .index(index(tenant), afterSession, max)
        .thenApply(page -> page.stream().map(TenantIndex::indexed).toList());
  }

  private static Entry indexed(IndexEntry entry) {
    try {
      var stored = IndexSession.parseFrom(entry.value());
      return new Entry(
          entry.member(),
          stored.getSubject(),
          stored.getChannel(),
          Instant.ofEpochMilli(stored.getCreateTime()));
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("an entry of the session index is damaged", damaged);
    }
  }

  private static String index(String tenant) {
    return "sessions:" + tenant;
  }
}
