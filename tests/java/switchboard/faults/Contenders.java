package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.Retries;

/**
 * Clients that all increment the number in one document, as fast as they can: each reads it, adds
 * one, and writes it back on condition that it is unchanged. A refused one waits for a random time,
 * reads again, and tries again.
 */
final class Contenders {
  private static final Duration BOUND = Duration.ofMinutes(8);

  /**
   * About what one increment takes, and a half: where all wait for this long, or less, for each of
   * them, most find the document as they read it, and those with the longest way to it do not
   * starve.
   */
  private static final Duration PAUSE_PER_CLIENT = Duration.ofMillis(12);

  /** The document as one read it. */
  record Seen(long value, long version, String etag) {}

  /** The document that all of them want to write. */
  interface Document {
    Seen read(int node);

    /** Writes the next value and returns the version that it made. */
    long write(int node, Seen seen, String request);
  }

  private final Document document;
  private final long longestPauseNanos;
  private final AtomicInteger left;
  private final Set<Long> versions = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Integer> wins = new ConcurrentHashMap<>();
  private final LongAdder conflicts = new LongAdder();
  private final LongAdder repeats = new LongAdder();

  private Contenders(Document document, int clients, int increments) {
    this.document = document;
    this.left = new AtomicInteger(increments);
    this.longestPauseNanos = PAUSE_PER_CLIENT.multipliedBy(clients).toNanos();
  }

  /**
   * What came of a contest.
   *
   * @param wins how many increments each client made
   * @param conflicts how many writes were refused because another was faster
   * @param repeats how many calls were sent again because their outcome was not known
   */
  record Result(Map<Integer, Integer> wins, long conflicts, long repeats, Duration time) {
    int increments() {
      return wins.values().stream().mapToInt(Integer::intValue).sum();
    }

    int worst() {
      return wins.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    @Override
    public String toString() {
      long millis = Math.max(1, time.toMillis());
      return "%d writers made %d increments in %.1f s (%d a second), %d conflicts, %d repeats;"
              .formatted(
                  wins.size(),
                  increments(),
                  millis / 1000.0,
                  increments() * 1000L / millis,
                  conflicts,
                  repeats)
          + " the worst writer made %d".formatted(worst());
    }
  }

  /** Has them make so many increments in all; no two may make the same version. */
  static Result contend(Document document, int clients, int increments) {
    var contenders = new Contenders(document, clients, increments);
    long began = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int client = 0; client < clients; client++) {
        int number = client;
        running.add(threads.submit(() -> contenders.run(number)));
      }
      running.forEach(Contenders::await);
    }
    return new Result(
        Map.copyOf(contenders.wins),
        contenders.conflicts.sum(),
        contenders.repeats.sum(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private static void await(Future<?> client) {
    try {
      client.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private void run(int client) {
    wins.put(client, 0);
    while (left.getAndDecrement() > 0) {
      increment(client);
      wins.merge(client, 1, Integer::sum);
      pause();
    }
  }

  private void increment(int client) {
    while (true) {
      var seen = Retries.untilKnown(attempt -> document.read(client + attempt));
      var request = Calls.newId("increment");
      try {
        long made =
            Retries.untilKnown(
                attempt -> {
                  if (attempt > 0) {
                    repeats.increment();
                  }
                  return document.write(client + attempt, seen, request);
                });
        assertThat(versions.add(made)).as("version " + made + " was made once").isTrue();
        return;
      } catch (CommandFailure refused) {
        assertRefused(refused.getCause(), seen);
        conflicts.increment();
        pause();
      }
    }
  }

  private static void assertRefused(Throwable refusal, Seen seen) {
    assertThat(Status.fromThrowable(refusal).getCode()).isEqualTo(Status.Code.ABORTED);
    var info = Calls.info((StatusRuntimeException) refusal);
    if (!info.getReason().equals("PROFILE_CONTENDED")) {
      assertThat(info.getReason()).isEqualTo("STALE_ETAG");
      assertThat(info.getMetadataMap()).containsKey("current_etag");
      assertThat(info.getMetadataMap().get("current_etag")).isNotEqualTo(seen.etag());
    }
  }

  private void pause() {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longestPauseNanos));
  }
}
