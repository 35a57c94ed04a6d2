package switchboard.cluster;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.typed.Cluster;
import switchboard.privacy.Subject;

/** The subjects' keys that the nodes of the cluster hold, as far as one node can reach them. */
final class KeyCaches {
  static final ServiceKey<KeyCacheMessage> KEY =
      ServiceKey.create(KeyCacheMessage.class, "key-caches");

  private final ActorSystem<?> system;

  private KeyCaches(ActorSystem<?> system) {
    this.system = system;
  }

  /**
   * Makes this node's keys known to the others.
   *
   * @param evict lets go of a key on this node, at once
   */
  static KeyCaches start(ActorSystem<?> system, Consumer<Subject> evict) {
    system.systemActorOf(keeper(evict), "key-cache", Props.empty());
    return new KeyCaches(system);
  }

  /**
   * Has every node let go of a subject's key. Asks each again until it has said that it did or is
   * not a member any more, whether it can be reached or not.
   *
   * @param within how long it may take; fails with {@link java.util.concurrent.TimeoutException}
   *     after that
   * @return how many nodes have said so, this one included
   */
  CompletionStage<Integer> evict(Subject subject, Duration within) {
    var result = new CompletableFuture<Integer>();
    system.systemActorOf(
        KeyEviction.create(subject, within, result),
        "key-eviction-" + UUID.randomUUID(),
        Props.empty());
    return result;
  }

  private static Behavior<KeyCacheMessage> keeper(Consumer<Subject> evict) {
    return Behaviors.setup(
        context -> {
          var system = context.getSystem();
          system.receptionist().tell(Receptionist.register(KEY, context.getSelf()));
          var node = Cluster.get(system).selfMember().uniqueAddress().toString();
          return Behaviors.receive(KeyCacheMessage.class)
              .onMessage(
                  KeyCacheMessage.Evict.class,
                  request -> {
                    evict.accept(request.subject());
                    request.replyTo().tell(new KeyCacheMessage.Evicted(node));
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
