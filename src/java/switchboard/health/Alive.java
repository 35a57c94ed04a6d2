package switchboard.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;

/**
 * Liveness: the process answers, and so does the dispatcher that everything runs on. A node that
 * fails it is stuck, and only a restart helps. Pekko Management makes one by its name.
 */
public final class Alive implements Supplier<CompletionStage<Boolean>> {
  private final ActorSystem system;

  /** Called by Pekko Management. */
  public Alive(ActorSystem system) {
    this.system = system;
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.supplyAsync(() -> true, system.dispatcher());
  }
}
