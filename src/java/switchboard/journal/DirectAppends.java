package switchboard.journal;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;

/**
 * Appends ready-made bytes by the journal's own script and connection, without actors and
 * serialization in between: the reference that a measurement of the whole is compared with. What it
 * writes is no journal that an actor could recover from.
 */
public final class DirectAppends {
  private final EventLog log;

  /** A claim: the epoch to append with, and the last sequence at its moment. */
  public record Claimed(long epoch, long lastSequence) {}

  private DirectAppends(EventLog log) {
    this.log = log;
  }

  /** By the connection that the actor system's journal uses. */
  public static DirectAppends of(ActorSystem system) {
    return new DirectAppends(RedisStore.get(system).log());
  }

  /** Becomes the only writer of a persistence id; fails with {@link StoreException}. */
  public CompletionStage<Claimed> claim(String persistenceId) {
    return log.claim(persistenceId).thenApply(claim -> new Claimed(claim.epoch(), claim.last()));
  }

  /**
   * Appends in one step; fails with {@link StoreException}.
   *
   * @param first the sequence of the first element: the last one written + 1
   * @param elements what stands for the events, none of them empty
   */
  public CompletionStage<Void> append(
      String persistenceId, long epoch, long first, List<byte[]> elements, SideData side) {
    return log.append(new Batch(persistenceId, first, elements, side), epoch);
  }

  /** How many elements of a persistence id are stored, deleted ones included. */
  public CompletionStage<Long> lastSequence(String persistenceId) {
    return log.read(persistenceId, 1, 0, 1).thenApply(EventLog.Page::last);
  }

  /** The script's source, for tools that speak to Redis themselves. */
  public static String appendScript() {
    return EventLog.text(Script.APPEND.source());
  }
}
