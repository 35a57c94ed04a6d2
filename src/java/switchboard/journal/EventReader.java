package switchboard.journal;

import java.util.concurrent.CompletionStage;

/**
 * Reading a journal, as {@link RedisStore#events} does: what readers need of the store and no more.
 */
@FunctionalInterface
public interface EventReader {
  /**
   * No journal gets this far: beyond it Redis, which counts in doubles, could not tell numbers
   * apart.
   */
  long HIGHEST_SEQUENCE = 1L << 53;

  /**
   * At most {@code max} events with {@code from <= sequence <= to}, in order. Fails with {@link
   * StoreException} while the store is away.
   */
  CompletionStage<EventPage> events(String persistenceId, long from, long to, int max);
}
