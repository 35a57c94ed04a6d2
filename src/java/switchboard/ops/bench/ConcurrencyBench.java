package switchboard.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import switchboard.ops.CommandFailure;

/**
 * Many writers, each reading a counter and writing one more, as fast as they get: what either
 * mechanism costs, and what it costs to lose.
 */
public final class ConcurrencyBench {
  private static final int MAX_MICROS = 60_000_000;
  private static final long FIRST_PAUSE_NANOS = 1_000_000;
  private static final int MOST_DOUBLINGS = 6;

  private final String redisUri;
  private final Duration duration;

  /** A measurement at a Redis of the caller's; each figure takes so long. */
  public ConcurrencyBench(String redisUri, Duration duration) {
    this.redisUri = redisUri;
    this.duration = duration;
  }

  /**
   * What was measured.
   *
   * @param mechanism script or watch
   * @param documents over how many the increments are spread at random
   * @param figures of increments that were carried out; their latency counts from the first try
   * @param tries how many there were, those that lost included
   * @param conflictRate the share of tries that lost
   * @param mostTries how many tries the unluckiest increment took
   * @param counted what the documents say in the end, all together
   * @param exact whether that is what was carried out
   */
  public record Measured(
      String mechanism,
      int writers,
      int documents,
      Figures figures,
      long tries,
      double conflictRate,
      long mostTries,
      long counted,
      boolean exact) {}

  /** Measures both mechanisms with every number of writers on every number of documents. */
  public List<Measured> run(List<Integer> writers, List<Integer> documents)
      throws InterruptedException {
    int most = writers.stream().mapToInt(Integer::intValue).max().orElse(1);
    var measured = new ArrayList<Measured>();
    try (var script = new FencedAppends(redisUri);
        var watch = new WatchedWrites(redisUri, most)) {
      for (var mechanism : List.of(script, watch)) {
        // once unmeasured, while the compiler is at work
        run(mechanism, most, documents.getLast());
        for (int spread : documents) {
          for (int number : writers) {
            measured.add(run(mechanism, number, spread));
          }
        }
      }
    }
    return measured;
  }

  private Measured run(Mechanism mechanism, int writers, int documents)
      throws InterruptedException {
    var run = new Run(mechanism, documents(documents), writers);
    mechanism.create(run.names);
    return run.measure(duration);
  }

  /** New ones for each figure. */
  private static List<String> documents(int count) {
    var run = Long.toString(System.nanoTime(), 36);
    return IntStream.range(0, count).mapToObj(i -> "bench|" + run + "/" + i).toList();
  }

  private static final class Run {
    private final Mechanism mechanism;
    private final List<String> names;
    private final int writers;
    private final ConcurrentHistogram micros = new ConcurrentHistogram(MAX_MICROS, 3);
    private final ConcurrentHistogram triesOfOne = new ConcurrentHistogram(1_000_000, 3);
    private final LongAdder tries = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Run(Mechanism mechanism, List<String> names, int writers) {
      this.mechanism = mechanism;
      this.names = names;
      this.writers = writers;
    }

    Measured measure(Duration duration) throws InterruptedException {
      long start = System.nanoTime();
      long until = start + duration.toNanos();
      var ended = new CountDownLatch(writers);
      for (int i = 0; i < writers; i++) {
        var writer = Integer.toString(i);
        Thread.ofVirtual().start(() -> write(writer, until, ended));
      }
      ended.await();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (failure.get() != null) {
        throw new CommandFailure("a writer failed: " + failure.get(), failure.get());
      }
      long done = micros.getTotalCount();
      long counted = names.stream().mapToLong(mechanism::value).sum();
      return new Measured(
          mechanism.name(),
          writers,
          names.size(),
          Figures.of(writers, seconds, micros),
          tries.sum(),
          tries.sum() == 0 ? 0 : 1 - (double) done / tries.sum(),
          triesOfOne.getMaxValue(),
          counted,
          counted == done);
    }

    private void write(String writer, long until, CountDownLatch ended) {
      try {
        for (long number = 0; System.nanoTime() < until; number++) {
          increment(writer + "-" + number);
        }
      } catch (RuntimeException broken) {
        failure.compareAndSet(null, broken);
      } finally {
        ended.countDown();
      }
    }

    /** Tries until it is done: whoever is cut off in the middle would not know what to count. */
    private void increment(String token) {
      var document = names.get(ThreadLocalRandom.current().nextInt(names.size()));
      long began = System.nanoTime();
      int tried = 1;
      while (!mechanism.tryIncrement(document, token + "-" + tried)) {
        LockSupport.parkNanos(pause(tried));
        tried++;
      }
      micros.recordValue(Math.min(MAX_MICROS, (System.nanoTime() - began) / 1_000));
      triesOfOne.recordValue(tried);
      tries.add(tried);
    }

    /** The same for both, so that what differs is what the mechanism costs. */
    private static long pause(int tried) {
      long bound = FIRST_PAUSE_NANOS << Math.min(tried - 1, MOST_DOUBLINGS);
      return ThreadLocalRandom.current().nextLong(bound + 1);
    }
  }
}
