package switchboard.session;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** How many commands the sessions in this node's memory are sent: one meter for each of them. */
public final class SessionTraffic implements Extension {
  private static final Id ID = new Id();

  private final Map<SessionId, Meter> meters = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  SessionTraffic(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** That of an actor system. */
  public static SessionTraffic get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * A session's traffic.
   *
   * @param perSecond commands, on average over the last 10 to 20 s
   */
  public record Busy(SessionId session, String shard, double perSecond) {}

  /** How many sessions are in this node's memory. */
  public int sessions() {
    return meters.size();
  }

  /** Commands a second that each shard's sessions were sent; shards without any are left out. */
  public Map<String, Double> byShard() {
    long now = nanoTime.getAsLong();
    var rates = new HashMap<String, Double>();
    meters.values().forEach(meter -> rates.merge(meter.shard(), meter.perSecond(now), Double::sum));
    rates.values().removeIf(rate -> rate == 0);
    return rates;
  }

  /** The sessions of a shard that were sent most, the busiest first. */
  public List<Busy> busiest(String shard, int max) {
    long now = nanoTime.getAsLong();
    return meters.entrySet().stream()
        .filter(entry -> entry.getValue().shard().equals(shard))
        .map(entry -> new Busy(entry.getKey(), shard, entry.getValue().perSecond(now)))
        .filter(busy -> busy.perSecond() > 0)
        .sorted(Comparator.comparingDouble(Busy::perSecond).reversed())
        .limit(max)
        .toList();
  }

  /** The same session, counted until it stops. */
  Behavior<SessionMessage> counted(SessionId id, String shard, Behavior<SessionMessage> session) {
    var meter = new Meter(shard);
    meters.put(id, meter);
    return Behaviors.intercept(() -> new Counting(id, meter), session);
  }

  private final class Counting extends BehaviorInterceptor<SessionMessage, SessionMessage> {
    private final SessionId id;
    private final Meter meter;

    Counting(SessionId id, Meter meter) {
      super(SessionMessage.class);
      this.id = id;
      this.meter = meter;
    }

    @Override
    public Behavior<SessionMessage> aroundReceive(
        TypedActorContext<SessionMessage> context,
        SessionMessage message,
        ReceiveTarget<SessionMessage> target) {
      if (message instanceof SessionMessage.Execute) {
        meter.count(nanoTime.getAsLong());
      }
      return target.apply(context, message);
    }

    @Override
    public Behavior<SessionMessage> aroundSignal(
        TypedActorContext<SessionMessage> context,
        Signal signal,
        SignalTarget<SessionMessage> target) {
      if (signal instanceof PostStop) {
        meters.remove(id, meter); // not that of the next incarnation
      }
      return target.apply(context, signal);
    }
  }

  private static final class Id extends ExtensionId<SessionTraffic> {
    @Override
    public SessionTraffic createExtension(ActorSystem<?> system) {
      return new SessionTraffic(System::nanoTime);
    }
  }
}
