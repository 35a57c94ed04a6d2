package switchboard.metrics;

import com.typesafe.config.Config;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import switchboard.agent.TurnCounts;
import switchboard.agent.WorkerNews;
import switchboard.context.SagaOutcome;
import switchboard.http.HttpServices;
import switchboard.http.ServiceStatus;
import switchboard.session.SessionMeter;
import switchboard.session.SessionTraffic;
import switchboard.telemetry.Meters;
import switchboard.telemetry.SpanCounts;

/** A node's metrics: one registry per actor system. */
public final class Metrics implements Extension {
  private static final Id ID = new Id();

  private static final String LAG_INTERVAL = "switchboard.telemetry.metrics.lag-interval";

  private final List<Supplier<Number>> shown = new CopyOnWriteArrayList<>();
  private final Meters meters;
  private final MeterRegistry registry;

  private Metrics(ExtendedActorSystem system) {
    meters = Meters.get(system);
    registry = meters.registry();
    var collections = new JvmGcMetrics();
    List.of(
            new JvmMemoryMetrics(),
            collections,
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
    system.registerOnTermination(
        () -> {
          // It listens to the JVM, which may outlive the node.
          collections.close();
        });
  }

  /** The metrics of this actor system. */
  public static Metrics get(ActorSystem system) {
    return ID.get(system);
  }

  /** Shows the services that are called over HTTP, and their guards. Once per actor system. */
  public void show(HttpServices services) {
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(services.breakers()).bindTo(registry);
    TaggedBulkheadMetrics.ofBulkheadRegistry(services.bulkheads()).bindTo(registry);
    TaggedRateLimiterMetrics.ofRateLimiterRegistry(services.limiters()).bindTo(registry);
    for (var status : services.status()) {
      var service = status.service();
      count(services, service, "answered", ServiceStatus::answered);
      count(services, service, "failed", ServiceStatus::failed);
      count(services, service, "refused", ServiceStatus::refused);
    }
  }

  private void count(
      HttpServices services, String service, String outcome, ToLongFunction<ServiceStatus> value) {
    FunctionCounter.builder(
            "switchboard.http.calls", services, all -> value.applyAsLong(status(all, service)))
        .description("Calls of services over HTTP, by what became of them")
        .tag("service", service)
        .tag("outcome", outcome)
        .register(registry);
  }

  private static ServiceStatus status(HttpServices services, String service) {
    return services.status().stream()
        .filter(status -> status.service().equals(service))
        .findFirst()
        .orElseThrow();
  }

  /** Shows what goes wrong with turns that workers answer. Once per actor system. */
  public void show(TurnCounts turns) {
    FunctionCounter.builder("switchboard.turns.refused", turns, TurnCounts::refusedAnswers)
        .description("Answers of workers to attempts that nobody waited for any more")
        .register(registry);
    for (var reason : WorkerNews.Lost.Reason.values()) {
      FunctionCounter.builder("switchboard.turns.lost", turns, all -> all.lostAttempts(reason))
          .description("Attempts to have a worker answer that came to nothing, by reason")
          .tag("reason", reason.name())
          .register(registry);
    }
  }

  /**
   * How often the brokers are asked what waits for the nodes' consumer groups.
   *
   * @throws IllegalArgumentException if it is not 1 s to 1 h
   */
  public static Duration lagInterval(Config config) {
    var interval = config.getDuration(LAG_INTERVAL);
    if (interval.toSeconds() < 1 || interval.toHours() > 1) {
      throw new IllegalArgumentException(LAG_INTERVAL + " must be 1 s to 1 h");
    }
    return interval;
  }

  /** Shows the commands that this node was given, and the sessions in its memory. */
  public void show(SessionMeter meter, SessionTraffic traffic) {
    count(meter, "acknowledged", SessionMeter::acknowledged);
    count(meter, "refused", SessionMeter::refused);
    count(meter, "failed", SessionMeter::failed);
    gauge("switchboard.commands.active", "Commands without an answer yet", meter::underWay);
    gauge("switchboard.sessions.active", "Sessions in this node's memory", traffic::sessions);
  }

  private void count(SessionMeter meter, String outcome, ToDoubleFunction<SessionMeter> value) {
    FunctionCounter.builder("switchboard.messages", meter, value)
        .description("Messages of users that this node was given, by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private void count(String name, String description, Tags tags, Supplier<Number> value) {
    // the library itself holds what it asks only weakly
    shown.add(value);
    FunctionCounter.builder(name, value, it -> it.get().doubleValue())
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** Shows the front door's connections. */
  public void showConnections(Supplier<Number> open, Supplier<Number> refused) {
    gauge("switchboard.connections.open", "Connections of the front door", open);
    count(
        "switchboard.connections.refused",
        "Connections that were closed as they came, since there were too many",
        Tags.empty(),
        refused);
  }

  /** Shows the attached streams. */
  public void showStreams(Supplier<Number> attached, Supplier<Number> answers) {
    gauge("switchboard.streams.attached", "Streams that are attached or attaching", attached);
    count(
        "switchboard.streams.answers",
        "Answers, and other words of agents, that were written to streams",
        Tags.empty(),
        answers);
  }

  /** Shows the writes that the store refused. */
  public void showFences(Supplier<Number> refused) {
    count(
        "switchboard.store.fenced",
        "Writes that the store refused, since another incarnation had claimed",
        Tags.empty(),
        refused);
  }

  /** Shows how sagas of these types end, before one has. */
  public void showSagas(Iterable<String> types) {
    for (var type : types) {
      for (var outcome : SagaOutcome.values()) {
        meters.sagaEnds(type, outcome.name());
      }
    }
  }

  /** Shows what becomes of spans. */
  public void show(SpanCounts spans) {
    showSpans("sent", spans::sent);
    showSpans("dropped", spans::dropped);
    showSpans("lost", spans::lost);
  }

  private void showSpans(String outcome, Supplier<Number> value) {
    count(
        "switchboard.spans",
        "Spans by what became of them: sent, dropped since too many waited, or lost on the way",
        Tags.of("outcome", outcome),
        value);
  }

  /** Shows how many records wait; NaN while that is not known. */
  void showLag(String group, String topic, Supplier<Number> waiting) {
    Gauge.builder("switchboard.consumer.lag", waiting)
        .description("Records of a topic that a consumer group has not committed yet")
        .tag("group", group)
        .tag("topic", topic)
        .register(registry);
  }

  /** Shows messages between actors that were lost. */
  void showLost(String kind, Supplier<Number> value) {
    count(
        "switchboard.actor.messages.lost",
        "Messages between actors that reached nobody, or were dropped from a full buffer",
        Tags.of("kind", kind),
        value);
  }

  /** All of it as it is now, in Prometheus's text format; empty if nothing is measured. */
  public String text() {
    return registry instanceof PrometheusMeterRegistry prometheus ? prometheus.scrape() : "";
  }

  private static final class Id extends AbstractExtensionId<Metrics> {
    @Override
    public Metrics createExtension(ExtendedActorSystem system) {
      return new Metrics(system);
    }
  }
}
