package switchboard.ops.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorSystem;
import switchboard.journal.DirectAppends;
import switchboard.journal.RedisStore;
import switchboard.journal.SideData;
import switchboard.journal.StoreException;

/**
 * The journal's append as writers use it that share a claim: read the document, then append at the
 * sequence after the one that was read. The counter is a section of its own beside another one.
 */
final class FencedAppends implements Mechanism {
  private static final String SECTION = "count";
  private static final Duration LIFE = Duration.ofHours(1);

  private final ActorSystem system;
  private final RedisStore store;
  private final DirectAppends appends;
  private final Map<String, Long> epochs = new ConcurrentHashMap<>();

  FencedAppends(String redisUri) {
    system = Stores.open(redisUri, 1);
    store = RedisStore.get(system);
    appends = DirectAppends.of(system);
  }

  @Override
  public String name() {
    return "script";
  }

  @Override
  public void create(List<String> documents) {
    for (var document : documents) {
      long epoch = Stores.await(appends.claim(document)).epoch();
      epochs.put(document, epoch);
      append(document, epoch, 1, 0, "created");
    }
  }

  @Override
  public boolean tryIncrement(String document, String token) {
    var read = Stores.await(store.document(document)).orElseThrow();
    long count = Long.parseLong(new String(read.sections().get(SECTION), UTF_8));
    try {
      append(document, epochs.get(document), read.version() + 1, count + 1, token);
      return true;
    } catch (StoreException.Fenced faster) {
      return false;
    }
  }

  private void append(String document, long epoch, long sequence, long count, String token) {
    // an identical batch would count as a repetition, so the event tells the writers apart
    var side =
        new SideData(
            Map.of(SECTION, Long.toString(count).getBytes(UTF_8)),
            List.of(),
            List.of(),
            Optional.of(Instant.now().plus(LIFE)));
    Stores.await(appends.append(document, epoch, sequence, List.of(token.getBytes(UTF_8)), side));
  }

  @Override
  public long value(String document) {
    var read = Stores.await(store.document(document)).orElseThrow();
    return Long.parseLong(new String(read.sections().get(SECTION), UTF_8));
  }

  @Override
  public void close() {
    system.terminate();
  }
}
