package switchboard.http;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.http.HttpOutcome.NotDone;

/** The internal services that this node calls over HTTP. Safe for use by many threads. */
public final class HttpServices implements AutoCloseable {
  private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
  private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
  private final RateLimiterRegistry limiters = RateLimiterRegistry.ofDefaults();
  private final List<String> names;
  private final Map<String, Service> services = new TreeMap<>();

  private HttpServices(HttpSettings settings) {
    names = settings.services().keySet().stream().sorted().toList();
    settings
        .services()
        .forEach((name, of) -> of.url().ifPresent(url -> services.put(name, service(of, url))));
  }

  /** Makes ready to call; no connection is made before the first call. */
  public static HttpServices start(HttpSettings settings) {
    return new HttpServices(settings);
  }

  private Service service(HttpSettings.Service of, URI url) {
    var breaker =
        CircuitBreakerConfig.custom()
            .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(of.breaker().window())
            .minimumNumberOfCalls(of.breaker().minimumCalls())
            .failureRateThreshold((float) of.breaker().failureRate())
            .waitDurationInOpenState(of.breaker().openFor())
            .permittedNumberOfCallsInHalfOpenState(of.breaker().halfOpenCalls())
            .recordResult(Service::isFailure)
            .build();
    var bulkhead =
        BulkheadConfig.custom().maxConcurrentCalls(of.concurrent()).maxWaitDuration(Duration.ZERO);
    var limiter =
        RateLimiterConfig.custom()
            .limitForPeriod(of.perSecond())
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ZERO);
    return new Service(
        of.name(),
        url,
        new Exchange(url, of.timeout(), of.connectTimeout()),
        breakers.circuitBreaker(of.name(), breaker),
        bulkheads.bulkhead(of.name(), bulkhead.build()),
        limiters.rateLimiter(of.name(), limiter.build()));
  }

  /**
   * Calls a service. Never fails and never blocks; what completes the stage runs on a thread of the
   * client's own. A call that finds no permit is refused at once, and nothing is repeated.
   */
  public CompletionStage<HttpOutcome> call(HttpCall call) {
    var service = services.get(call.service());
    return service == null
        ? CompletableFuture.completedStage(new NotDone(HttpOutcome.NOT_CONFIGURED, false))
        : service.call(call);
  }

  /** How it stands with each service that has a section in the configuration, by name. */
  public List<ServiceStatus> status() {
    return names.stream().map(this::status).toList();
  }

  private ServiceStatus status(String name) {
    var service = services.get(name);
    return service == null
        ? new ServiceStatus(
            name, "", ServiceStatus.Breaker.NOT_CONFIGURED, OptionalDouble.empty(), 0, 0, 0, 0, 0)
        : service.status();
  }

  /** The circuit breakers of the services that have a URL, by their names; to be watched. */
  public CircuitBreakerRegistry breakers() {
    return breakers;
  }

  /** The bulkheads of the services that have a URL, by their names; to be watched. */
  public BulkheadRegistry bulkheads() {
    return bulkheads;
  }

  /** The rate limiters of the services that have a URL, by their names; to be watched. */
  public RateLimiterRegistry limiters() {
    return limiters;
  }

  /** Gives up the calls that are under way: they end with CONNECTION_FAILED. */
  @Override
  public void close() {
    services.values().forEach(Service::close);
  }
}
