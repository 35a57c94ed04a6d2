package switchboard.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.apache.pekko.actor.ActorSystem;

/**
 * Redis, as the journal, its daemons and its readers share it: one per actor system. All calls are
 * asynchronous.
 */
public final class RedisStore {
  /**
   * How many buckets there are, for ever: the persistence id decides the bucket, the bucket the
   * hash tag.
   */
  public static final int BUCKETS = 1024;

  private RedisStore() {}

  /** The store of this actor system, as configured under {@code switchboard.redis}. */
  public static RedisStore get(ActorSystem system) {
    throw new UnsupportedOperationException();
  }

  /** The bucket of a persistence id; never changes. */
  public static int bucketOf(String persistenceId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Completes when Redis was reached, holds the expected store and is fit to hold data; fails with
   * the reason.
   */
  public CompletionStage<Void> ready() {
    throw new UnsupportedOperationException();
  }

  /** At most {@code max} events with {@code from <= sequence <= to}, in order. */
  public CompletionStage<EventPage> events(String persistenceId, long from, long to, int max) {
    throw new UnsupportedOperationException();
  }

  /**
   * The document's sections as they stand, and its version: the last sequence; empty if there is
   * none.
   */
  public CompletionStage<Optional<Document>> document(String persistenceId) {
    throw new UnsupportedOperationException();
  }

  /** At most {@code max} deadlines of a bucket that are due at {@code now}, the oldest first. */
  public CompletionStage<List<DueDeadline>> dueDeadlines(int bucket, Instant now, int max) {
    throw new UnsupportedOperationException();
  }

  /** Removes a deadline unless it was moved meanwhile. */
  public CompletionStage<Void> clearDeadline(DueDeadline deadline) {
    throw new UnsupportedOperationException();
  }

  /** The first entries of a bucket's outbox, in order. */
  public CompletionStage<List<OutboxItem>> outbox(int bucket, int max) {
    throw new UnsupportedOperationException();
  }

  /** Removes entries that were carried out. Those already gone do not matter. */
  public CompletionStage<Void> removeFromOutbox(int bucket, List<String> ids) {
    throw new UnsupportedOperationException();
  }

  /**
   * Calls back, on any thread and soon, with a bucket to whose outbox this process has just
   * appended.
   */
  public void onOutboxAppend(IntConsumer bucket) {
    throw new UnsupportedOperationException();
  }

  /** Puts an entry into an index, replacing the one with the same member. */
  public CompletionStage<Void> putIndex(String index, String member, byte[] value) {
    throw new UnsupportedOperationException();
  }

  /**
   * At most {@code max} entries of an index after a member (empty: from the first), in ascending
   * order.
   */
  public CompletionStage<List<IndexEntry>> index(String index, String afterMember, int max) {
    throw new UnsupportedOperationException();
  }

  /** A document as it stands. */
  public record Document(long version, Map<String, byte[]> sections) {}
}
