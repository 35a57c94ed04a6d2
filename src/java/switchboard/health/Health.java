package switchboard.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import switchboard.stages.Causes;

/** A node's health: one per actor system. Until its parts are started it does not serve. */
public final class Health implements Extension {
  private static final Id ID = new Id();

  private final Duration patience;
  private volatile BooleanSupplier serving = () -> false;
  private volatile List<Look> looks = List.of();

  private Health(Duration patience) {
    this.patience = patience;
  }

  /** That of an actor system. */
  public static Health get(ActorSystem system) {
    return ID.get(system);
  }

  /**
   * The node has started.
   *
   * @param serves whether it serves now; it must not wait
   * @param needs what the deep check looks at
   */
  public void started(BooleanSupplier serves, List<Look> needs) {
    serving = serves;
    looks = List.copyOf(needs);
  }

  /** Whether the node serves. */
  boolean isServing() {
    return serving.getAsBoolean();
  }

  /** Looks at everything side by side; completes, always normally, when the last look is over. */
  CompletionStage<List<Finding>> deep() {
    var found = looks.stream().map(this::look).toList();
    return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
        .thenApply(_ -> found.stream().map(CompletableFuture::resultNow).toList());
  }

  private CompletableFuture<Finding> look(Look what) {
    long began = System.nanoTime();
    // composed, so that a look that fails before it begins is a finding, too
    return CompletableFuture.completedFuture(what)
        .thenCompose(it -> it.look().get())
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (detail, failure) ->
                new Finding(
                    what.name(),
                    failure == null,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                    failure == null ? detail : kind(failure)));
  }

  /** Not its message, which may hold an address or worse. */
  private static String kind(Throwable failure) {
    return Causes.of(failure).getClass().getSimpleName();
  }

  private static final class Id extends AbstractExtensionId<Health> {
    @Override
    public Health createExtension(ExtendedActorSystem system) {
      return new Health(HealthSettings.from(system.settings().config()).deepTimeout());
    }
  }
}
