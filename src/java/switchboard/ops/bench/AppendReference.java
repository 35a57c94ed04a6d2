package switchboard.ops.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.pekko.actor.ActorSystem;
import switchboard.agent.EchoAgent;
import switchboard.context.MemoryPolicy;
import switchboard.journal.DirectAppends;
import switchboard.journal.SideData;
import switchboard.ops.CommandFailure;
import switchboard.privacy.ThrowawayKey;
import switchboard.session.RequestMark;
import switchboard.session.Retention;
import switchboard.session.SessionCommand;
import switchboard.session.SessionEvent;
import switchboard.session.SessionFold;
import switchboard.session.SessionId;
import switchboard.session.SessionRules;
import switchboard.session.SessionState;
import switchboard.wire.StoredSessions;

/**
 * The floor under a turn: the same bytes, appended by the same script through the same client, with
 * nothing above them.
 */
public final class AppendReference implements AutoCloseable {
  private static final int MAX_MICROS = 60_000_000;
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(30), Duration.ofDays(30));

  private final ActorSystem system;
  private final DirectAppends appends;
  private final List<byte[]> elements;
  private final SideData side;

  private AppendReference(
      ActorSystem system, DirectAppends appends, List<byte[]> elements, SideData side) {
    this.system = system;
    this.appends = appends;
    this.elements = elements;
    this.side = side;
  }

  /** Connects with the settings that a node has. */
  public static AppendReference open(String redisUri) {
    var system = ActorSystem.create("reference", config(redisUri));
    var appends = DirectAppends.of(system);
    var id = new SessionId("bench", "reference");
    var state = SessionState.none(id);
    state = SessionFold.apply(state, events(state, create()));
    state = SessionFold.apply(state, events(state, LoadGenerator.sampleTurn(1)));
    var turn = events(state, LoadGenerator.sampleTurn(2));
    var after = SessionFold.apply(state, turn);
    var codec = new StoredSessions(RETENTION, RETENTION.closed());
    var key = ThrowawayKey.make();
    var stored = turn.stream().map(event -> codec.stored(id, event, key)).toList();
    try {
      return new AppendReference(
          system, appends, appends.elements(stored), codec.side(state, after, turn, key));
    } catch (Exception failure) {
      throw new CommandFailure("a turn cannot be serialized: " + failure, failure);
    }
  }

  private static Config config(String redisUri) {
    return ConfigFactory.parseString(
            "pekko.actor.provider = local, pekko.coordinated-shutdown.exit-jvm = off")
        .withValue("switchboard.redis.uri", ConfigValueFactory.fromAnyRef(redisUri))
        .withFallback(ConfigFactory.load("switchboard"));
  }

  private static SessionCommand create() {
    return new SessionCommand.Create(
        "bench", "app", "en", EchoAgent.NAME, new RequestMark("create", "00".repeat(16)));
  }

  private static List<SessionEvent> events(SessionState state, SessionCommand command) {
    var now = Instant.ofEpochMilli(System.currentTimeMillis());
    var memory = new MemoryPolicy(20, 4_000, turn -> turn.text().length(), (_, _) -> "");
    var around = new SessionRules.Surroundings(new EchoAgent(), List.of(), memory, "", "", now);
    return SessionRules.decide(state, command, around).events();
  }

  /** Bytes of content that one turn sends to Redis: events and document sections. */
  private int bytesPerTurn() {
    int bytes = elements.stream().mapToInt(element -> element.length).sum();
    for (var section : side.sections().entrySet()) {
      bytes += section.getKey().length() + section.getValue().length;
    }
    return bytes;
  }

  /** What the reference comes to; 0 where redis-benchmark is not installed. */
  public record Measured(
      int bytesPerTurn, Figures turns, Figures single, double redisBenchmarkPerSecond) {}

  /** Measures with so many turns at a time, then with one, then Redis alone. */
  public Measured measure(String redisUri, int concurrency, Duration duration)
      throws InterruptedException {
    run(concurrency, duration.dividedBy(2));
    var turns = run(concurrency, duration);
    var single = run(1, duration.dividedBy(2));
    return new Measured(
        bytesPerTurn(),
        turns,
        single,
        RedisBenchmark.perSecond(redisUri, concurrency, command()).orElse(0));
  }

  /** Appends as fast as it gets with so many turns under way at a time, each to its own journal. */
  private Figures run(int concurrency, Duration duration) throws InterruptedException {
    var micros = new ConcurrentHistogram(MAX_MICROS, 3);
    var failure = new AtomicReference<Throwable>();
    var ended = new CountDownLatch(concurrency);
    long start = System.nanoTime();
    long until = start + duration.toNanos();
    for (int i = 0; i < concurrency; i++) {
      var id = "bench|" + System.nanoTime() + "-" + i;
      appends
          .claim(id)
          .thenAccept(claimed -> next(id, claimed.epoch(), 1, until, micros, failure, ended))
          .exceptionally(broken -> end(broken, failure, ended));
    }
    ended.await();
    if (failure.get() != null) {
      throw new CommandFailure("the reference failed: " + failure.get(), failure.get());
    }
    return Figures.of(concurrency, (System.nanoTime() - start) / 1e9, micros);
  }

  private void next(
      String id,
      long epoch,
      long first,
      long until,
      ConcurrentHistogram micros,
      AtomicReference<Throwable> failure,
      CountDownLatch ended) {
    long sent = System.nanoTime();
    if (sent >= until) {
      ended.countDown();
      return;
    }
    appends
        .append(id, epoch, first, elements, side)
        .thenAccept(
            _ -> {
              micros.recordValue(Math.min(MAX_MICROS, (System.nanoTime() - sent) / 1_000));
              next(id, epoch, first + elements.size(), until, micros, failure, ended);
            })
        .exceptionally(broken -> end(broken, failure, ended));
  }

  private static Void end(
      Throwable broken, AtomicReference<Throwable> failure, CountDownLatch ended) {
    failure.compareAndSet(null, broken);
    ended.countDown();
    return null;
  }

  /**
   * The same append for {@code redis-benchmark}, which puts a random number of twelve digits for
   * {@code __rand_int__}. Its arguments cannot hold any byte, so the events are as long but plain.
   */
  private List<String> command() {
    var plain = elements.stream().map(element -> "x".repeat(element.length)).toList();
    var bytes = plain.stream().map(element -> element.getBytes(StandardCharsets.US_ASCII)).toList();
    var words = new ArrayList<String>();
    for (var word :
        appends.command("bench|__rand_int__", 1, 1, bytes, side).toCompletableFuture().join()) {
      words.add(new String(word, StandardCharsets.UTF_8));
    }
    return words;
  }

  @Override
  public void close() {
    system.terminate();
  }
}
