package switchboard.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/**
 * Redis, as the journal, its daemons and its readers share it: one per actor system. All calls are
 * asynchronous. They fail with {@link StoreException}, or with IllegalStateException where the
 * configuration or the store is broken in another way.
 */
public final class RedisStore implements Extension {
  /**
   * How many buckets there are, for ever: the persistence id decides the bucket, the bucket the
   * hash tag.
   */
  public static final int BUCKETS = 1024;

  private static final Id ID = new Id();

  private final List<OutboxListener> outboxListeners = new CopyOnWriteArrayList<>();
  private final List<DeadlineListener> deadlineListeners = new CopyOnWriteArrayList<>();
  private final Writers writers = new Writers();
  private final Opening opening;
  private final Gate gate;
  private final Bucket bucket;
  private final Indexes indexes;
  private final EventLog events;
  private final SnapshotLog snapshots;
  private final SubjectRecords subjects;
  private final Watches watches;
  private final CappedLogs logs;
  private final Payloads payloads;
  private final EventPages pages;
  private final Transactions transactions;

  private RedisStore(ExtendedActorSystem system) {
    var settings = RedisSettings.of(system.settings().config().getConfig("switchboard.redis"));
    var keys = new Keys(settings.keyPrefix());
    opening = new Opening(system, settings, keys);
    gate = new Gate(opening, settings.commandTimeout(), settings.repeat());
    bucket = new Bucket(gate, keys);
    indexes = new Indexes(gate, keys);
    events =
        new EventLog(
            gate,
            keys,
            settings.unwrittenClaim(),
            (in, urgent) -> outboxListeners.forEach(listener -> listener.appended(in, urgent)),
            (in, due) -> deadlineListeners.forEach(listener -> listener.set(in, due)));
    snapshots = new SnapshotLog(gate, keys);
    subjects = new SubjectRecords(gate, keys);
    watches = new Watches(gate, keys);
    logs = new CappedLogs(gate, keys);
    payloads = new Payloads(system);
    pages = new EventPages(events, payloads, system.dispatcher());
    transactions = new Transactions(gate, keys, opening.link(), settings, system.dispatcher());
    system.registerOnTermination(opening::close);
  }

  /** The store of this actor system, as configured under {@code switchboard.redis}. */
  public static RedisStore get(ActorSystem system) {
    return ID.get(system);
  }

  /** The bucket of a persistence id, 0 to 1023; never changes. */
  public static int bucketOf(String persistenceId) {
    return Keys.bucketOf(persistenceId);
  }

  /**
   * Completes when Redis was reached, holds the expected store and is fit to hold data; fails with
   * the reason. While Redis is away it waits.
   */
  public CompletionStage<Void> ready() {
    return opening.current().thenAccept(_ -> {});
  }

  /** Whether the store was found right and its connection is open as far as this process knows. */
  public boolean isReachable() {
    var opened = opening.current();
    return opened.isDone()
        && !opened.isCompletedExceptionally()
        && opened.resultNow().connection().underlying().isOpen();
  }

  /**
   * Asks every master what it is and how durable it is. Fails with Unavailable within the command
   * timeout while Redis is away.
   */
  public CompletionStage<StoreHealth> health() {
    return gate.whenOpened()
        .thenCompose(
            opened ->
                ServerFacts.read(opened.connection())
                    .thenApply(servers -> new StoreHealth(opened.storeId(), servers)))
        .exceptionallyCompose(error -> CompletableFuture.failedStage(StoreErrors.of(error)));
  }

  /**
   * What time it is by the clocks of the masters: of several the middle one. Fails with Unavailable
   * within the command timeout while Redis is away.
   */
  public CompletionStage<Instant> time() {
    return gate.whenOpened()
        .thenCompose(opened -> ServerFacts.time(opened.connection()))
        .exceptionallyCompose(error -> CompletableFuture.failedStage(StoreErrors.of(error)));
  }

  /** How many writes of this process were refused because another incarnation had claimed. */
  public long fencedCount() {
    return gate.fencedCount();
  }

  /** At most {@code max} events with {@code from <= sequence <= to}, in order. */
  public CompletionStage<EventPage> events(String persistenceId, long from, long to, int max) {
    return pages.read(persistenceId, from, to, max);
  }

  /**
   * The document's sections as they stand, and its version: the last sequence; empty if it has no
   * section.
   */
  public CompletionStage<Optional<Document>> document(String persistenceId) {
    return events.document(persistenceId);
  }

  /** At most {@code max} deadlines of a bucket that are due at {@code now}, the oldest first. */
  public CompletionStage<List<DueDeadline>> dueDeadlines(int bucketNumber, Instant now, int max) {
    return bucket.due(bucketNumber, now, max);
  }

  /** Removes a deadline unless it was moved meanwhile. */
  public CompletionStage<Void> clearDeadline(DueDeadline deadline) {
    return bucket.clear(deadline);
  }

  /** Sets another time for a deadline, unless it was moved or cleared meanwhile. */
  public CompletionStage<Void> moveDeadline(DueDeadline deadline, Instant to) {
    return bucket.move(deadline, to);
  }

  /**
   * Removes all that stands under a persistence id: events, document, snapshots, and the deadlines
   * that are named. Nothing changes if the last sequence is another one, so that what was appended
   * meanwhile is not lost. An incarnation that still lives is refused from then on.
   *
   * @param last the last sequence, as the caller knows it
   * @param deadlines the ids of the deadlines that may be set; others are met when they are due
   * @return whether nothing of it is left; so it is true again for one that is gone already
   */
  public CompletionStage<Boolean> purge(String persistenceId, long last, List<String> deadlines) {
    return events.purge(persistenceId, last, deadlines);
  }

  /** The first entries of a bucket's outbox, in order. */
  public CompletionStage<List<OutboxItem>> outbox(int bucketNumber, int max) {
    return outbox(bucketNumber, "", max);
  }

  /** At most {@code max} entries after the one with an id, present or not (empty: the first). */
  public CompletionStage<List<OutboxItem>> outbox(int bucketNumber, String afterId, int max) {
    return bucket.outbox(bucketNumber, afterId, max);
  }

  /** Removes entries that were carried out. Those already gone do not matter. */
  public CompletionStage<Void> removeFromOutbox(int bucketNumber, List<String> ids) {
    return bucket.removeFromOutbox(bucketNumber, ids);
  }

  /** Tells a listener, from now on, of what this process appends to outboxes. */
  public void onOutboxAppend(OutboxListener listener) {
    outboxListeners.add(listener);
  }

  /** Tells a listener, from now on, of the deadlines that this process sets. */
  public void onDeadlineSet(DeadlineListener listener) {
    deadlineListeners.add(listener);
  }

  /** Tells a listener, from now on, of every call of a script: how it went, and its time. */
  public void onCall(CallListener listener) {
    gate.tell(listener);
  }

  /**
   * Puts an entry into an index, replacing the one with the same member. A member holds neither
   * character 0 nor 1.
   */
  public CompletionStage<Void> putIndex(String index, String member, byte[] value) {
    return indexes.put(index, member, value);
  }

  /** Removes an entry from an index, if there is one with this member. */
  public CompletionStage<Void> removeIndex(String index, String member) {
    return indexes.remove(index, member);
  }

  /** At most {@code max} entries of an index after a member (empty: from the first), ascending. */
  public CompletionStage<List<IndexEntry>> index(String index, String afterMember, int max) {
    return indexes.read(index, afterMember, max);
  }

  /** The records of subjects: their wrapped keys, and what belongs to them. */
  public SubjectRecords subjects() {
    return subjects;
  }

  /** Who watches what in the internal systems. */
  public Watches watches() {
    return watches;
  }

  /** Logs of which only the newest entries are kept. */
  public CappedLogs logs() {
    return logs;
  }

  /**
   * Has every master that keeps an append-only file write it anew, so that what was deleted or
   * overwritten before this call is in none of its files any more. A master that restarts meanwhile
   * begins again.
   *
   * @param within how long it may take in all
   * @return how many masters keep one; fails with Unavailable if one is not done in time, or could
   *     not write
   */
  public CompletionStage<Integer> rewriteAppendOnlyFiles(Duration within) {
    return new AppendOnlyFiles(gate).rewrite(within);
  }

  /** Optimistic transactions on documents that several writers change. */
  public Transactions transactions() {
    return transactions;
  }

  /** By which claim an actor of this process writes; empty before it has claimed. */
  public OptionalLong writerEpoch(ActorRef writer, String persistenceId) {
    return writers
        .epoch(writer, persistenceId)
        .map(CompletionStage::toCompletableFuture)
        .filter(claim -> claim.isDone() && !claim.isCompletedExceptionally())
        .map(claim -> OptionalLong.of(claim.resultNow()))
        .orElseGet(OptionalLong::empty);
  }

  /** The epoch of the newest claim, whoever made it; empty if nobody has claimed it. */
  public CompletionStage<OptionalLong> claimed(String persistenceId) {
    return events.claimed(persistenceId);
  }

  Writers writers() {
    return writers;
  }

  EventLog log() {
    return events;
  }

  SnapshotLog snapshots() {
    return snapshots;
  }

  Payloads payloads() {
    return payloads;
  }

  /** A document as it stands. */
  public record Document(long version, Map<String, byte[]> sections) {}

  private static final class Id extends AbstractExtensionId<RedisStore> {
    @Override
    public RedisStore createExtension(ExtendedActorSystem system) {
      return new RedisStore(system);
    }
  }
}
