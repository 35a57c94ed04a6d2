package switchboard.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;

/**
 * Readiness, besides Pekko's own look at the membership: the front door is open. Pekko Management
 * makes one by its name.
 */
public final class Serving implements Supplier<CompletionStage<Boolean>> {
  private final ActorSystem system;

  /** Called by Pekko Management. */
  public Serving(ActorSystem system) {
    this.system = system;
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedStage(Health.get(system).isServing());
  }
}
