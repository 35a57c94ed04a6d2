package switchboard.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what waits, but not more often than every 5 s however many operators ask, and never while
 * nobody does: the broker and the store have other work.
 */
final class BacklogReader {
  private static final Logger LOG = LoggerFactory.getLogger(BacklogReader.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final long FIRST_MILLIS = 1000;

  private final Supplier<CompletionStage<List<Backlog.Group>>> groups;
  private final SagaDesk sagas;
  private final Clock clock;
  private Optional<Backlog> last = Optional.empty();
  private Instant due = Instant.EPOCH;
  private CompletableFuture<Optional<Backlog>> reading =
      CompletableFuture.completedFuture(Optional.empty());

  BacklogReader(
      Supplier<CompletionStage<List<Backlog.Group>>> groups, SagaDesk sagas, Clock clock) {
    this.groups = groups;
    this.sagas = sagas;
    this.clock = clock;
  }

  /**
   * What was read last. Only who asks first waits for a reading, and not long; completes always
   * normally.
   */
  CompletionStage<Optional<Backlog>> current() {
    CompletableFuture<Optional<Backlog>> first;
    synchronized (this) {
      if (reading.isDone() && !clock.instant().isBefore(due)) {
        due = clock.instant().plus(PAUSE);
        reading = read().toCompletableFuture();
        reading.thenAccept(this::keep);
      }
      if (last.isPresent()) {
        return CompletableFuture.completedStage(last);
      }
      first = reading;
    }
    return first.copy().completeOnTimeout(Optional.empty(), FIRST_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void keep(Optional<Backlog> read) {
    last = read;
  }

  private CompletionStage<Optional<Backlog>> read() {
    var lags = groups.get().exceptionally(failure -> unread("how far the groups are", failure));
    var parked =
        sagas
            .parked("", Backlog.MOST_PARKED)
            .thenApply(found -> List.of(found.size()))
            .exceptionally(failure -> unread("the parked sagas", failure));
    return lags.thenCombine(
        parked,
        (all, count) ->
            Optional.of(
                new Backlog(
                    clock.instant(),
                    all,
                    count.isEmpty() ? OptionalInt.empty() : OptionalInt.of(count.getFirst()))));
  }

  private static <T> List<T> unread(String what, Throwable failure) {
    LOG.info("An operator is not told {}: it could not be read, {}", what, failure.toString());
    return List.of();
  }
}
