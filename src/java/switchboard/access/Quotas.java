package switchboard.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.rpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import switchboard.wire.LoadErrors;

/** What each tenant may use of this node, so that one cannot take it from the others. */
final class Quotas {
  /** How soon somebody who has too many streams may look whether one has ended. */
  private static final long STREAM_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int REMEMBERED = 100_000;

  private final AccessSettings.Limits limits;
  private final LongSupplier nanos;

  /** Found for as long as anybody, such as an open stream, has hold of it. */
  private final Cache<String, Tenant> all =
      Caffeine.newBuilder().weakValues().executor(Runnable::run).build();

  /** Has hold of those that were asked for lately: their buckets are full again afterwards. */
  private final Cache<String, Tenant> lately =
      Caffeine.newBuilder()
          .maximumSize(REMEMBERED)
          .expireAfterAccess(Duration.ofMinutes(1))
          .executor(Runnable::run)
          .build();

  Quotas(AccessSettings.Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  Tenant of(String tenant) {
    return lately.get(tenant, _ -> all.get(tenant, _ -> new Tenant()));
  }

  /** What one tenant has left. */
  final class Tenant {
    private final Bucket calls = new Bucket(limits.calls(), nanos);
    private final Bucket newSessions = new Bucket(limits.newSessions(), nanos);
    private final AtomicInteger streams = new AtomicInteger();

    /** Counts a call, or a message on a stream; what the client is told if it is too many. */
    Optional<Status> call() {
      return refusal("calls-per-second", limits.calls(), calls.take());
    }

    Optional<Status> newSession() {
      return refusal("new-sessions-per-second", limits.newSessions(), newSessions.take());
    }

    /** Counts a stream until {@link #streamEnded}, unless it is too many. */
    Optional<Status> stream() {
      int open = streams.incrementAndGet();
      if (limits.streams() == 0 || open <= limits.streams()) {
        return Optional.empty();
      }
      streams.decrementAndGet();
      return refusal("streams", limits.streams(), STREAM_NANOS);
    }

    void streamEnded() {
      streams.decrementAndGet();
    }

    private static Optional<Status> refusal(String quota, int limit, long waitNanos) {
      return waitNanos == 0
          ? Optional.empty()
          : Optional.of(LoadErrors.quotaExceeded(quota, limit, Duration.ofNanos(waitNanos)));
    }
  }
}
