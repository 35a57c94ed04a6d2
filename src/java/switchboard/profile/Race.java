package switchboard.profile;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import switchboard.journal.StoreException;
import switchboard.journal.Transactions;
import switchboard.journal.Transactions.Decision;
import switchboard.journal.Transactions.Outcome;
import switchboard.stages.Causes;

/**
 * One change to one document, tried again while others are faster or while it is not known whether
 * it was carried out. Trying again is safe in both cases: the decision sees what stands there, and
 * a write that is still on its way is void as soon as another one was carried out.
 */
final class Race {
  private final Transactions transactions;
  private final ProfileSettings settings;
  private final LongAdder lost;
  private final String document;
  private final long until;

  /**
   * A race that may begin.
   *
   * @param lost counts the tries in which somebody else was faster
   * @param until when to give up, on the clock of {@link System#nanoTime}
   */
  Race(
      Transactions transactions,
      ProfileSettings settings,
      LongAdder lost,
      String document,
      long until) {
    this.transactions = transactions;
    this.settings = settings;
    this.lost = lost;
    this.document = document;
    this.until = until;
  }

  /** How it ended. */
  sealed interface End<T> {
    /** A decision was carried out. */
    record Settled<T>(T result) implements End<T> {}

    /** Others were faster every time: nothing was changed. */
    record GivenUp<T>() implements End<T> {}

    /** It may have been carried out: Redis went away at the wrong moment. */
    record Unknown<T>() implements End<T> {}
  }

  /** Fails with {@link StoreException} if nothing was changed, or with what the decision throws. */
  <T> CompletionStage<End<T>> run(Function<Optional<byte[]>, Decision<T>> decide) {
    return attempt(decide, 1, false);
  }

  private <T> CompletionStage<End<T>> attempt(
      Function<Optional<byte[]>, Decision<T>> decide, int number, boolean unsure) {
    return transactions
        .attempt(document, decide)
        .thenCompose(
            outcome ->
                switch (outcome) {
                  case Outcome.Done<T>(var result) ->
                      CompletableFuture.<End<T>>completedStage(new End.Settled<>(result));
                  case Outcome.Lost<T> _ -> {
                    lost.increment();
                    yield again(decide, number, unsure);
                  }
                  case Outcome.Unknown<T> _ -> again(decide, number, true);
                })
        .exceptionallyCompose(
            failure ->
                unsure && Causes.of(failure) instanceof StoreException.Unavailable
                    ? CompletableFuture.completedStage(new End.Unknown<>())
                    : CompletableFuture.failedStage(Causes.of(failure)));
  }

  private <T> CompletionStage<End<T>> again(
      Function<Optional<byte[]>, Decision<T>> decide, int number, boolean unsure) {
    long pause = pauseNanos(number);
    if (number >= settings.attempts() || System.nanoTime() + pause >= until) {
      return CompletableFuture.completedStage(unsure ? new End.Unknown<>() : new End.GivenUp<>());
    }
    return CompletableFuture.supplyAsync(() -> number + 1, after(pause))
        .thenCompose(next -> attempt(decide, next, unsure));
  }

  /** Random all the way from nothing, which spreads those who lost the same race best. */
  private long pauseNanos(int number) {
    long bound =
        Math.min(
            settings.backOffMost().toNanos(),
            settings.backOffLeast().toNanos() << Math.min(number - 1, 20));
    return ThreadLocalRandom.current().nextLong(bound + 1);
  }

  private static Executor after(long nanos) {
    return CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
  }
}
