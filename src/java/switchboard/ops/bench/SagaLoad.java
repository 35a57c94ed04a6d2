package switchboard.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import switchboard.local.KafkaRoundTrip;
import switchboard.local.ReplyTimes;
import switchboard.ops.client.FrontDoors;
import switchboard.simulators.Order;
import switchboard.simulators.SimulatedWorld;

/**
 * Asks how orders stand, over streams: one question at a time first, then more and more at a time
 * until that no longer brings more answers; and takes the broker's round trip before and after.
 */
public final class SagaLoad implements AutoCloseable {
  private static final List<String> REPLIES = List.of("order.replies", "logistics.replies");

  /** Below this, more at a time brings nothing any more. */
  private static final double GAIN = 1.05;

  private final FrontDoors doors;
  private final String bootstrapServers;
  private final List<String> orders;
  private final AtomicInteger nextOrder = new AtomicInteger();

  /**
   * A load on a system whose services are simulated.
   *
   * @param orders how many orders are asked about in turn; all are out for delivery, so that both
   *     services are asked
   */
  public SagaLoad(FrontDoors doors, String bootstrapServers, long seed, int orders) {
    this.doors = doors;
    this.bootstrapServers = bootstrapServers;
    var world = new SimulatedWorld(seed);
    this.orders =
        Stream.iterate(1, number -> number + 1)
            .map(number -> "BN-" + number)
            .filter(id -> world.order(id).map(Order::status).stream().anyMatch(this::isUnderWay))
            .limit(orders)
            .toList();
  }

  private boolean isUnderWay(Order.Status status) {
    return status == Order.Status.OUT_FOR_DELIVERY;
  }

  /** The broker by itself: one record at a time, and as many as brought the most sagas. */
  public record RoundTrip(Figures single, Figures many) {}

  /**
   * What was measured.
   *
   * @param idle one question at a time
   * @param rising more and more at a time
   * @param bytesPerRecord of the services' answers, and so of the round trips
   */
  public record Measured(
      SagaFigures.Level idle,
      List<SagaFigures.Level> rising,
      int bytesPerRecord,
      List<RoundTrip> roundTrips) {}

  /** How it is measured. */
  public record Settings(List<Integer> concurrency, int seconds, int warmUpSeconds) {
    public Settings {
      concurrency = List.copyOf(concurrency);
    }
  }

  /** Everything, in order. */
  public Measured run(Settings settings) throws InterruptedException {
    try (var replies = new ReplyTimes(bootstrapServers, REPLIES)) {
      int most = settings.concurrency().stream().mapToInt(Integer::intValue).max().orElse(1);
      phase(Math.min(16, most), settings.warmUpSeconds());
      var seen = replies.next();
      int bytes = (int) (seen.bytes() / Math.max(1, seen.records()));
      int many = Math.min(64, most);
      var before = roundTrip(bytes, many, settings.seconds());
      var idle = measured(1, settings.seconds(), replies);
      var rising = rising(settings, replies);
      var after = roundTrip(bytes, many, settings.seconds());
      return new Measured(idle, rising, bytes, List.of(before, after));
    }
  }

  private List<SagaFigures.Level> rising(Settings settings, ReplyTimes replies)
      throws InterruptedException {
    var rising = new ArrayList<SagaFigures.Level>();
    double best = 0;
    for (int concurrency : settings.concurrency()) {
      if (concurrency > 1) {
        var level = measured(concurrency, settings.seconds(), replies);
        rising.add(level);
        if (level.whole().perSecond() < best * GAIN) {
          break;
        }
        best = level.whole().perSecond();
      }
    }
    return rising;
  }

  private SagaFigures.Level measured(int concurrency, int seconds, ReplyTimes replies)
      throws InterruptedException {
    replies.next();
    var figures = new SagaFigures();
    double took = phase(concurrency, seconds, figures);
    return figures.level(concurrency, took, replies.next());
  }

  private void phase(int concurrency, int seconds) throws InterruptedException {
    phase(concurrency, seconds, new SagaFigures());
  }

  private double phase(int concurrency, int seconds, SagaFigures figures)
      throws InterruptedException {
    Supplier<String> next =
        () -> orders.get(Math.floorMod(nextOrder.getAndIncrement(), orders.size()));
    long start = System.nanoTime();
    long until = start + Duration.ofSeconds(seconds).toNanos();
    var askers =
        IntStream.range(0, concurrency)
            .mapToObj(number -> new SagaAsker(doors, number, next, figures))
            .map(asker -> Thread.ofVirtual().start(() -> run(asker, until, figures)))
            .toList();
    for (var asker : askers) {
      asker.join();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void run(SagaAsker asker, long until, SagaFigures figures) {
    try {
      asker.run(until);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      figures.wrong();
      System.err.println("a session failed: " + failure.getMessage());
    }
  }

  private RoundTrip roundTrip(int bytes, int many, int seconds) throws InterruptedException {
    var within = Duration.ofSeconds(Math.max(2, seconds / 3));
    return new RoundTrip(roundTrip(bytes, 1, within), roundTrip(bytes, many, within));
  }

  private Figures roundTrip(int bytes, int concurrency, Duration within)
      throws InterruptedException {
    var measured = KafkaRoundTrip.measure(bootstrapServers, bytes, concurrency, within);
    return Figures.of(concurrency, measured.seconds(), measured.micros());
  }

  @Override
  public void close() {
    doors.close();
  }
}
