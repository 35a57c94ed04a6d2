package switchboard.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;

/**
 * Appends ready-made bytes by the journal's own script and connection, without actors and
 * serialization in between: the reference that a measurement of the whole is compared with. What it
 * writes is no journal that an actor could recover from.
 */
public final class DirectAppends {
  private final EventLog log;
  private final Payloads payloads;

  /** A claim: the epoch to append with, and the last sequence at its moment. */
  public record Claimed(long epoch, long lastSequence) {}

  private DirectAppends(EventLog log, Payloads payloads) {
    this.log = log;
    this.payloads = payloads;
  }

  /** By the connection that the actor system's journal uses. */
  public static DirectAppends of(ActorSystem system) {
    var store = RedisStore.get(system);
    return new DirectAppends(store.log(), store.payloads());
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

  /**
   * What the journal stores for these events.
   *
   * @throws Exception why one of them cannot be serialized
   */
  public List<byte[]> elements(List<?> events) throws Exception {
    List<byte[]> elements = new ArrayList<>();
    for (var event : events) {
      elements.add(new Element(payloads.write(event), "", 0, "", Optional.empty()).write());
    }
    return elements;
  }

  /** The append as Redis gets it, word by word, for tools that speak to Redis themselves. */
  public CompletionStage<List<byte[]>> command(
      String persistenceId, long epoch, long first, List<byte[]> elements, SideData side) {
    return log.command(new Batch(persistenceId, first, elements, side), epoch);
  }
}
