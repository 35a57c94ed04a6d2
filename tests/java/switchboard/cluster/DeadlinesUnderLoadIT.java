package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.cluster.Talk.events;
import static switchboard.cluster.Talk.message;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import switchboard.faults.Scale;
import switchboard.ops.client.Retries;
import switchboard.simulators.Dials;
import switchboard.v1.Event;

/** Sagas whose service is silent end at their deadlines, also while turns go on at full rate. */
@Tag("faults")
class DeadlinesUnderLoadIT {
  private static final int SAGAS = Scale.of(100, 500);
  private static final Duration SPREAD = Duration.ofSeconds(4);
  private static final int TALKERS = 8;

  /** Turns before the first question, while the compiler is at work. */
  private static final int WARM_UP_TURNS = Scale.of(2_000, 8_000);

  /** Generous: what is measured is printed, and says more. */
  private static final Duration LATEST = Duration.ofSeconds(30);

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong turns = new AtomicLong();
  private TestCluster cluster;

  @BeforeEach
  void silence() throws Exception {
    cluster = TestCluster.shared();
    cluster.dial("order", Dials.NEUTRAL.withSilent(true));
  }

  @AfterEach
  void undial() throws Exception {
    over.set(true);
    cluster.dial("order", Dials.NEUTRAL);
  }

  @Test
  void everySagaEndsSoonAfterItsDeadlineAndNoneBefore() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var makers = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < TALKERS; i++) {
        int node = i % 2;
        threads.submit(() -> talk(node));
      }
      var sessions = all(makers.invokeAll(times(SAGAS, i -> session(i % 2, "delivery"))));
      await().atMost(Duration.ofMinutes(3)).until(() -> turns.get() >= WARM_UP_TURNS);
      turns.set(0);
      long start = System.nanoTime();
      var asked = new ArrayList<Future<?>>();
      for (int i = 0; i < SAGAS; i++) {
        LockSupport.parkNanos(start + SPREAD.toNanos() * i / SAGAS - System.nanoTime());
        int number = i;
        asked.add(threads.submit(() -> ask(number, sessions.get(number))));
      }
      all(asked);
      var lateness = lateness(sessions);
      over.set(true);
      print(lateness, (System.nanoTime() - start) / 1e9);
      assertThat(lateness.getTotalCount()).isEqualTo(SAGAS);
      assertThat(lateness.getMaxValue()).isLessThan(LATEST.toMillis());
    }
  }

  private Object talk(int node) {
    var session = session(node, "echo");
    while (!over.get()) {
      var message = message(session, "and then?");
      Retries.untilKnown(_ -> cluster.client(node).sendMessage(message));
      turns.incrementAndGet();
    }
    return "done";
  }

  private String session(int node, String agent) {
    var known = Talk.create("s-" + UUID.randomUUID(), agent, UUID.randomUUID().toString());
    // somebody of its own: what one person's sessions learn, all of that person's sessions are told
    var somebody = known.getSession().toBuilder().setSubject("partner-" + UUID.randomUUID());
    var request = known.toBuilder().setSession(somebody).build();
    return Retries.untilKnown(_ -> cluster.client(node).createSession(request)).getName();
  }

  private Object ask(int number, String session) {
    var text = "What's the status of order LATE-" + number + "?";
    var message = message(session, text);
    return Retries.untilKnown(_ -> cluster.client(number % 2).sendMessage(message));
  }

  /** Of each session's saga, from its deadline to its end, in milliseconds. */
  private Histogram lateness(List<String> sessions) {
    var lateness = new Histogram(3);
    for (var session : sessions) {
      await(session)
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> events(cluster.client(0), session).stream().anyMatch(Event::hasSagaEnded));
      var events = events(cluster.client(0), session);
      var asked = events.stream().filter(Event::hasSagaRequested).findFirst().orElseThrow();
      var ended = events.stream().filter(Event::hasSagaEnded).findFirst().orElseThrow();
      var late =
          Duration.between(
              instant(asked.getSagaRequested().getDeadline()), instant(ended.getTime()));
      assertThat(late).isGreaterThanOrEqualTo(Duration.ZERO);
      lateness.recordValue(late.toMillis());
    }
    return lateness;
  }

  private void print(Histogram lateness, double seconds) {
    System.out.printf(
        "%d deadlines while %.0f turns per second: late by p50 %d, p90 %d, p99 %d, max %d ms%n",
        lateness.getTotalCount(),
        turns.get() / seconds,
        lateness.getValueAtPercentile(50),
        lateness.getValueAtPercentile(90),
        lateness.getValueAtPercentile(99),
        lateness.getMaxValue());
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private interface Numbered {
    String call(int number);
  }

  private static List<Callable<String>> times(int count, Numbered call) {
    var calls = new ArrayList<Callable<String>>();
    for (int i = 0; i < count; i++) {
      int number = i;
      calls.add(() -> call.call(number));
    }
    return calls;
  }

  private static <T> List<T> all(List<? extends Future<? extends T>> futures) throws Exception {
    var all = new ArrayList<T>();
    for (var future : futures) {
      all.add(future.get(60, TimeUnit.SECONDS));
    }
    return all;
  }
}
