package switchboard.ops.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import switchboard.journal.RedisStore;
import switchboard.journal.Transactions;
import switchboard.journal.Transactions.Decision;
import switchboard.journal.Transactions.Outcome;
import switchboard.ops.CommandFailure;

/** The transactions that profiles are kept by, on a document that is nothing but a counter. */
final class WatchedWrites implements Mechanism {
  private static final Duration LIFE = Duration.ofHours(1);

  private final ActorSystem system;
  private final Transactions transactions;

  WatchedWrites(String redisUri, int writers) {
    system = Stores.open(redisUri, writers);
    transactions = RedisStore.get(system).transactions();
  }

  @Override
  public String name() {
    return "watch";
  }

  @Override
  public void create(List<String> documents) {
    for (var document : documents) {
      Stores.await(transactions.attempt(document, _ -> write(0)));
    }
  }

  @Override
  public boolean tryIncrement(String document, String token) {
    var outcome = Stores.await(transactions.attempt(document, found -> write(count(found) + 1)));
    return switch (outcome) {
      case Outcome.Done<Long> _ -> true;
      case Outcome.Lost<Long> _ -> false;
      case Outcome.Unknown<Long>(var cause) ->
          throw new CommandFailure("Redis went away in the middle of the measurement", cause);
    };
  }

  private static Decision<Long> write(long count) {
    return new Decision.Write<>(
        Long.toString(count).getBytes(UTF_8), Optional.of(Instant.now().plus(LIFE)), count);
  }

  private static long count(Optional<byte[]> found) {
    return Long.parseLong(new String(found.orElseThrow(), UTF_8));
  }

  @Override
  public long value(String document) {
    return count(Stores.await(transactions.read(document)));
  }

  @Override
  public void close() {
    system.terminate();
  }
}
