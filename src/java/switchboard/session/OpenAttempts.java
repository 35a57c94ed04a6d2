package switchboard.session;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * The deliveries of commands that have no answer yet. Those that went to a node which is lost never
 * get one, so when a node is removed from the cluster all of them end, as if their time were up,
 * and are made again at once. Who asked twice is answered twice, with the same.
 */
final class OpenAttempts {
  /** In which sharding forgets the homes of shards on a node that was removed. */
  private static final Duration SETTLE = Duration.ofMillis(100);

  private enum Due {
    INSTANCE
  }

  private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();

  /** Ends attempts when a node is lost, from now on. */
  static OpenAttempts start(ActorSystem<?> system) {
    var attempts = new OpenAttempts();
    system.systemActorOf(attempts.watch(), "open-attempts", Props.empty());
    return attempts;
  }

  private Behavior<Object> watch() {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var removed = context.messageAdapter(MemberRemoved.class, MemberRemoved::member);
                  Cluster.get(context.getSystem())
                      .subscriptions()
                      .tell(Subscribe.create(removed, MemberRemoved.class));
                  return Behaviors.receive(Object.class)
                      .onMessage(
                          Due.class,
                          _ -> {
                            end();
                            return Behaviors.same();
                          })
                      .onAnyMessage(
                          _ -> {
                            timers.startSingleTimer(Due.INSTANCE, SETTLE);
                            return Behaviors.same();
                          })
                      .build();
                }));
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
