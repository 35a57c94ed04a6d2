package switchboard.metrics;

import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import switchboard.agent.TurnCounts;
import switchboard.agent.WorkerNews;
import switchboard.http.HttpServices;
import switchboard.http.ServiceStatus;

/** A node's metrics: one registry per actor system. */
public final class Metrics implements Extension {
  private static final Id ID = new Id();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private Metrics(ExtendedActorSystem system) {
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
          registry.close();
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

  /** All of it as it is now, in Prometheus's text format. */
  public String text() {
    return registry.scrape();
  }

  private static final class Id extends AbstractExtensionId<Metrics> {
    @Override
    public Metrics createExtension(ExtendedActorSystem system) {
      return new Metrics(system);
    }
  }
}
