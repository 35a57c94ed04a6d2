package switchboard.http;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import switchboard.http.HttpOutcome.Answered;
import switchboard.http.HttpOutcome.NotDone;

/** One service that has a URL, and what guards it. No permit is ever waited for. */
final class Service implements AutoCloseable {
  private final String name;
  private final URI url;
  private final Exchange exchange;
  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;
  private final RateLimiter limiter;
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();

  Service(
      String name,
      URI url,
      Exchange exchange,
      CircuitBreaker breaker,
      Bulkhead bulkhead,
      RateLimiter limiter) {
    this.name = name;
    this.url = url;
    this.exchange = exchange;
    this.breaker = breaker;
    this.bulkhead = bulkhead;
    this.limiter = limiter;
  }

  /** Whether an outcome counts against the service: what it refuses with a reason does not. */
  static boolean isFailure(Object outcome) {
    return outcome instanceof NotDone;
  }

  CompletionStage<HttpOutcome> call(HttpCall call) {
    var refusal = refusal();
    if (refusal.isPresent()) {
      refused.increment();
      return CompletableFuture.completedStage(new NotDone(refusal.get(), false));
    }
    long began = breaker.getCurrentTimestamp();
    return exchange.send(call).thenApply(outcome -> noted(outcome, began));
  }

  /** Takes a permit of each guard or, when one has none, of none of them. */
  private Optional<String> refusal() {
    if (!bulkhead.tryAcquirePermission()) {
      return Optional.of(HttpOutcome.TOO_MANY_CALLS);
    }
    if (!breaker.tryAcquirePermission()) {
      bulkhead.releasePermission();
      return Optional.of(HttpOutcome.CIRCUIT_OPEN);
    }
    // Last, because its permits cannot be given back.
    if (!limiter.acquirePermission()) {
      breaker.releasePermission();
      bulkhead.releasePermission();
      return Optional.of(HttpOutcome.RATE_LIMITED);
    }
    return Optional.empty();
  }

  private HttpOutcome noted(HttpOutcome outcome, long began) {
    bulkhead.onComplete();
    if (outcome instanceof NotDone(var reason, _)
        && reason.equals(HttpOutcome.RATE_LIMITED_BY_SERVICE)) {
      // It is well, and has too much to do: no reason to take it for dead, nor for recovered.
      breaker.releasePermission();
    } else {
      var unit = breaker.getTimestampUnit();
      breaker.onResult(breaker.getCurrentTimestamp() - began, unit, outcome);
    }
    switch (outcome) {
      case Answered _ -> answered.increment();
      case NotDone _ -> failed.increment();
    }
    return outcome;
  }

  ServiceStatus status() {
    float rate = breaker.getMetrics().getFailureRate();
    var load = bulkhead.getMetrics();
    return new ServiceStatus(
        name,
        url.getHost() + ":" + port(),
        state(),
        rate < 0 ? OptionalDouble.empty() : OptionalDouble.of(rate),
        load.getMaxAllowedConcurrentCalls() - load.getAvailableConcurrentCalls(),
        Math.max(0, limiter.getMetrics().getAvailablePermissions()),
        answered.sum(),
        failed.sum(),
        refused.sum());
  }

  private ServiceStatus.Breaker state() {
    return switch (breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> ServiceStatus.Breaker.CLOSED;
      case OPEN, FORCED_OPEN -> ServiceStatus.Breaker.OPEN;
      case HALF_OPEN -> ServiceStatus.Breaker.HALF_OPEN;
    };
  }

  private int port() {
    return url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
  }

  @Override
  public void close() {
    exchange.close();
  }
}
