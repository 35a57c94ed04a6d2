package switchboard.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/**
 * What a node's parts measure while they work: how long things take, and what happens again. One
 * per actor system. Telling neither waits nor fails; tags are from short lists, never ids.
 */
public final class Meters implements Extension {
  private static final Id ID = new Id();
  private static final String ENABLED = "switchboard.telemetry.metrics.enabled";

  /** Upper bounds of the histograms' buckets: 1 ms to 30 s. */
  private static final Duration[] BOUNDS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Timer acknowledged;
  private final Timer answered;
  private final Timer pushed;
  private final Timer pushLag;
  private final Timer sessionRecovery;
  private final Timer sagaRecovery;
  private final Timer storeAnswered;
  private final Timer storeFailed;
  private final AtomicInteger sagas = new AtomicInteger();
  private final Map<Again, Counter> again = new EnumMap<>(Again.class);

  /** By method and code: looking a meter up in the registry at every call would make garbage. */
  private final Map<String, Map<String, Timer>> calls = new ConcurrentHashMap<>();

  /** What may happen more than once. */
  public enum Again {
    /** A record of a topic was handed over again. */
    RECORD,
    /** An entry of an outbox was carried out again. */
    OUTBOX,
    /** A step of a saga was asked again. */
    STEP,
    /** A command was sent to its session again. */
    COMMAND
  }

  private Meters(MeterRegistry registry) {
    this.registry = registry;
    this.acknowledged = turn("acknowledged");
    this.answered = turn("answered");
    this.pushed = turn("pushed");
    this.pushLag =
        timer(
            "switchboard.push.lag",
            "From when an event was recorded until it was written to an attached stream",
            "",
            "");
    this.sessionRecovery = recovery("session");
    this.sagaRecovery = recovery("saga");
    this.storeAnswered = store("answered");
    this.storeFailed = store("failed");
    for (var what : Again.values()) {
      again.put(what, again(what));
    }
    Gauge.builder("switchboard.sagas.active", sagas, AtomicInteger::get)
        .description("Sagas in this node's memory")
        .register(registry);
  }

  /** Those of an actor system, in Prometheus's registry. */
  public static Meters get(ActorSystem system) {
    return ID.get(system);
  }

  /** Some that nobody looks at. */
  public static Meters unseen() {
    return new Meters(new SimpleMeterRegistry());
  }

  /** Where it all is, for the metrics package, which adds what others count. */
  public MeterRegistry registry() {
    return registry;
  }

  private Timer turn(String stage) {
    return timer(
        "switchboard.turn.duration",
        "From a user's message until it was acknowledged, its last word recorded, that pushed",
        "stage",
        stage);
  }

  private Timer recovery(String type) {
    return timer(
        "switchboard.entity.recovery",
        "From an entity's start until its events were read, its key fetched",
        "type",
        type);
  }

  private Timer store(String outcome) {
    return timer(
        "switchboard.store.duration",
        "From a script's way to Redis until its answer, repetitions included",
        "outcome",
        outcome);
  }

  private Timer timer(String name, String description, String tag, String value) {
    var timer = Timer.builder(name).description(description).serviceLevelObjectives(BOUNDS);
    return (tag.isEmpty() ? timer : timer.tag(tag, value)).register(registry);
  }

  /** A user's message was recorded, and whoever sent it told. */
  public void acknowledged(long nanos) {
    acknowledged.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** The last word on a user's message was recorded, so long after the message. */
  public void answered(Duration after) {
    answered.record(notNegative(after));
  }

  /** The last word on a user's message was written to a stream, so long after the message. */
  public void pushed(Duration after) {
    pushed.record(notNegative(after));
  }

  /** An event was written to a stream, so long after it was recorded. */
  public void pushLag(Duration after) {
    pushLag.record(notNegative(after));
  }

  /** The clocks of two nodes may differ by more than something takes. */
  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  /** A session's events were read. */
  public void sessionRecovered(long nanos) {
    sessionRecovery.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A saga's events were read. */
  public void sagaRecovered(long nanos) {
    sagaRecovery.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Redis answered a script, or did not. */
  public void store(boolean answered, long nanos) {
    (answered ? storeAnswered : storeFailed).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A saga came into this node's memory. */
  public void sagaAwake() {
    sagas.incrementAndGet();
  }

  /** A saga left this node's memory. */
  public void sagaAsleep() {
    sagas.decrementAndGet();
  }

  /**
   * A saga ended, for now at least.
   *
   * @param type one of the types that this release knows
   */
  public void sagaEnded(String type, String outcome) {
    sagaEnds(type, outcome).increment();
  }

  /** Shows this outcome of this type before there is one, so that the first one is a change. */
  public Counter sagaEnds(String type, String outcome) {
    return Counter.builder("switchboard.saga.ended")
        .description("Sagas that ended, by type and outcome")
        .tag("type", type)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Something was done once more, since it was not seen to have happened. */
  public void again(Again what, long times) {
    again.get(what).increment(times);
  }

  private Counter again(Again what) {
    return Counter.builder("switchboard.redeliveries")
        .description("What was done once more, since it was not seen to have happened")
        .tag("what", what.name())
        .register(registry);
  }

  /**
   * A call at a door is over.
   *
   * @param method its full name, one of the contract's
   * @param code of gRPC
   */
  public void call(String method, String code, long nanos) {
    calls
        .computeIfAbsent(method, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(code, _ -> calls(method, code))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer calls(String method, String code) {
    return Timer.builder("switchboard.calls")
        .description("Calls at the front door, by method and status")
        .tag("method", method)
        .tag("code", code)
        .register(registry);
  }

  private static final class Id extends AbstractExtensionId<Meters> {
    @Override
    public Meters createExtension(ExtendedActorSystem system) {
      var config = system.settings().config();
      // one without a registry in it does nothing with what it is told; tools have no such key
      var registry =
          config.hasPath(ENABLED) && config.getBoolean(ENABLED)
              ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
              : new CompositeMeterRegistry();
      system.registerOnTermination(registry::close);
      return new Meters(registry);
    }
  }
}
