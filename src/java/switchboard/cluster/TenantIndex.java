package switchboard.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import switchboard.frontdoor.SessionIndex;
import switchboard.journal.RedisStore;
import switchboard.session.SessionId;
import switchboard.stored.v1.OutboxEntry.IndexSession;

/** The sessions of each tenant, by id. */
final class TenantIndex implements SessionIndex {
  private final RedisStore store;

  TenantIndex(RedisStore store) {
    this.store = store;
  }

  CompletionStage<Void> put(IndexSession session) {
    return store.putIndex(index(session.getTenant()), session.getSession(), session.toByteArray());
  }

  CompletionStage<Void> remove(SessionId session) {
    return store.removeIndex(index(session.tenant()), session.session());
  }

  @Override
  public CompletionStage<List<Entry>> sessions(String tenant, String afterSession, int max) {
    return store
        .index(index(tenant), afterSession, max)
        .thenApply(page -> page.stream().map(entry -> indexed(entry.value())).toList());
  }

  private static Entry indexed(byte[] value) {
    try {
      var stored = IndexSession.parseFrom(value);
      return new Entry(
          stored.getSession(),
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
