package switchboard.session;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The deliveries of commands that have no answer yet. Those that went to a node which is lost never
 * get one, so when one is lost all of them end, as if their time were up, and are made again at
 * once. Who asked twice is answered twice, with the same.
 */
final class OpenAttempts {
  private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();

  /** Ends attempts when a node is lost, from now on. */
  static OpenAttempts start(ActorSystem<?> system) {
    var attempts = new OpenAttempts();
    LostNodes.follow(system, "open-attempts", attempts::end);
    return attempts;
  }

  /** As the attempt, but ends early if a node is lost meanwhile. */
  <T> CompletionStage<T> add(CompletionStage<T> attempt) {
    var outcome = new CompletableFuture<T>();
    open.add(outcome);
    attempt.whenComplete(
        (reply, failure) -> {
          open.remove(outcome);
          if (failure == null) {
            outcome.complete(reply);
          } else {
            outcome.completeExceptionally(failure);
          }
        });
    return outcome;
  }

  void end() {
    for (var attempt : Set.copyOf(open)) {
      attempt.completeExceptionally(new TimeoutException("A node was lost; ask again"));
    }
  }
}
