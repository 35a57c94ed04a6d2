package switchboard.metrics;

import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Counts messages between actors that reached nobody, or were dropped because a buffer was full.
 * Some are no news, such as what is on its way to a stream that has just ended; many are.
 */
public final class LostMessages {
  private final LongAdder dead = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private LostMessages() {}

  /** Counts from now on. */
  public static void count(ActorSystem<?> system, Metrics metrics) {
    var lost = new LostMessages();
    metrics.showLost("dead-letter", lost.dead::sum);
    metrics.showLost("dropped", lost.dropped::sum);
    var counter = system.systemActorOf(lost.behavior(), "lost-messages", Props.empty());
    system.eventStream().tell(new EventStream.Subscribe<>(AllDeadLetters.class, counter));
  }

  private Behavior<AllDeadLetters> behavior() {
    return Behaviors.receiveMessage(
        letter -> {
          if (letter instanceof DeadLetter) {
            dead.increment();
          } else if (letter instanceof Dropped) {
            dropped.increment();
          }
          return Behaviors.same();
        });
  }
}
