package switchboard.privacy;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/**
 * The start of an entity whose events are sealed. Recovery cannot wait for a key, so the key is
 * fetched first; what comes in the meantime is kept.
 *
 * @param <M> the entity's messages; one kind of them implements {@link Fetched}
 */
public final class KeyedStart<M> {
  private static final int KEPT = 1_000;

  private final ActorContext<M> actor;
  private final StashBuffer<M> kept;
  private final Function<Lock, Behavior<M>> made;
  private final Consumer<M> refuse;

  private KeyedStart(
      ActorContext<M> actor,
      StashBuffer<M> kept,
      Function<Lock, Behavior<M>> made,
      Consumer<M> refuse) {
    this.actor = actor;
    this.kept = kept;
    this.made = made;
    this.refuse = refuse;
  }

  /** What came of fetching: the lock, or why there is none. */
  public record Result(Optional<Lock> lock, Optional<Throwable> failure) {}

  /** The message that brings the result. */
  public interface Fetched {
    Result result();
  }

  /**
   * Fetches the lock, then becomes what is made with it.
   *
   * @param message wraps the result; it implements {@link Fetched}
   * @param refuse answers a message that cannot be handled because there is no key to be had
   */
  public static <M> Behavior<M> create(
      Supplier<CompletionStage<Lock>> lock,
      Function<Result, M> message,
      Function<Lock, Behavior<M>> made,
      Consumer<M> refuse) {
    return Behaviors.setup(
        actor ->
            Behaviors.withStash(
                KEPT,
                kept -> {
                  actor.pipeToSelf(
                      lock.get(),
                      (found, failure) ->
                          message.apply(
                              new Result(
                                  Optional.ofNullable(found), Optional.ofNullable(failure))));
                  var start = new KeyedStart<>(actor, kept, made, refuse);
                  return Behaviors.receiveMessage(start::onMessage);
                }));
  }

  private Behavior<M> onMessage(M message) {
    if (message instanceof Fetched fetched) {
      return fetched
          .result()
          .lock()
          .map(lock -> kept.unstashAll(made.apply(lock)))
          .orElseGet(() -> giveUp(fetched.result()));
    }
    if (kept.isFull()) {
      refuse.accept(message);
    } else {
      kept.stash(message);
    }
    return Behaviors.same();
  }

  private Behavior<M> giveUp(Result result) {
    actor
        .getLog()
        .warn("the key of a subject could not be had: {}", result.failure().orElse(null) + "");
    kept.forEach(refuse::accept);
    return Behaviors.stopped();
  }
}
