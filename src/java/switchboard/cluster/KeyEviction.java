package switchboard.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import switchboard.privacy.Subject;

/**
 * Has all members let go of one key. A member that cannot be reached holds it up until it says so
 * or the others have removed it: it might still work with the key.
 */
final class KeyEviction extends AbstractBehavior<KeyCacheMessage> {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Subject subject;
  private final CompletableFuture<Integer> result;
  private final Set<String> evicted = new HashSet<>();
  private Set<ActorRef<KeyCacheMessage>> keepers = Set.of();

  private KeyEviction(
      ActorContext<KeyCacheMessage> context, Subject subject, CompletableFuture<Integer> result) {
    super(context);
    this.subject = subject;
    this.result = result;
  }

  static Behavior<KeyCacheMessage> create(
      Subject subject, Duration within, CompletableFuture<Integer> result) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(KeyCacheMessage.Again.INSTANCE, PAUSE);
                  timers.startSingleTimer(KeyCacheMessage.TooLate.INSTANCE, within);
                  var listings =
                      context.messageAdapter(
                          Receptionist.Listing.class, KeyCacheMessage.Listed::new);
                  context
                      .getSystem()
                      .receptionist()
                      .tell(Receptionist.subscribe(KeyCaches.KEY, listings));
                  return new KeyEviction(context, subject, result);
                }));
  }

  @Override
  public Receive<KeyCacheMessage> createReceive() {
    return newReceiveBuilder().onMessage(KeyCacheMessage.class, this::onMessage).build();
  }

  private Behavior<KeyCacheMessage> onMessage(KeyCacheMessage message) {
    switch (message) {
      case KeyCacheMessage.Listed(var listing) -> {
        // Those that cannot be reached, too: they are asked until they answer or are removed.
        keepers = Set.copyOf(listing.getAllServiceInstances(KeyCaches.KEY));
        ask();
      }
      case KeyCacheMessage.Again _ -> ask();
      case KeyCacheMessage.Evicted(var node) -> evicted.add(node);
      case KeyCacheMessage.TooLate _ ->
          result.completeExceptionally(
              new TimeoutException(
                  "not every node has let go of the subject's key in time; try again when the"
                      + " cluster is whole"));
      case KeyCacheMessage.Evict _ ->
          throw new IllegalStateException("nobody asks one who asks to let go of a key");
    }
    if (!result.isDone() && evicted.containsAll(members())) {
      result.complete(evicted.size());
    }
    return result.isDone() ? Behaviors.stopped() : this;
  }

  private void ask() {
    keepers.forEach(
        keeper -> keeper.tell(new KeyCacheMessage.Evict(subject, getContext().getSelf())));
  }

  /** Who may hold keys: a node that joins has read none yet, one that is down is being removed. */
  private Set<String> members() {
    var members = Cluster.get(getContext().getSystem()).state().getMembers();
    return StreamSupport.stream(members.spliterator(), false)
        .filter(
            member ->
                member.status() != MemberStatus.joining()
                    && member.status() != MemberStatus.down()
                    && member.status() != MemberStatus.removed())
        .map(Member::uniqueAddress)
        .map(Object::toString)
        .collect(Collectors.toUnmodifiableSet());
  }
}
