package switchboard.kafka;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.pekko.Done;

/**
 * Lets the work of one key run one after the other, and that of different keys at the same time.
 *
 * <p>It holds nothing but what is under way: a key is forgotten with its last piece of work. Work
 * that follows a failed piece is not begun and fails with it, so nothing overtakes what failed.
 * Calls come from one thread at a time.
 */
final class KeyOrder {
  private final ConcurrentHashMap<ByteBuffer, CompletionStage<Done>> last =
      new ConcurrentHashMap<>();

  /**
   * Begins the work when what was given before for this key is done.
   *
   * @param key null if it follows nothing
   */
  CompletionStage<Done> run(byte[] key, Supplier<CompletionStage<Done>> work) {
    if (key == null) {
      return work.get();
    }
    var id = ByteBuffer.wrap(key);
    var done = new CompletableFuture<Done>();
    var before = last.put(id, done);
    done.whenComplete((_, _) -> last.remove(id, done));
    var begun = before == null ? work.get() : before.thenCompose(_ -> work.get());
    begun.whenComplete(
        (_, failure) -> {
          if (failure == null) {
            done.complete(Done.getInstance());
          } else {
            done.completeExceptionally(failure);
          }
        });
    return done;
  }

  /** How many keys have work under way. */
  int size() {
    return last.size();
  }
}
