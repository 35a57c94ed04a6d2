package switchboard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.context.SagaReport;
import switchboard.fakes.InMemoryKeys;
import switchboard.journal.DeadlineChange;
import switchboard.journal.DirectAppends;
import switchboard.journal.RedisStore;
import switchboard.journal.SideData;
import switchboard.local.RedisServer;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaId;
import switchboard.saga.SagaPlan;
import switchboard.saga.Step;
import switchboard.session.DeadlineAnswer;
import switchboard.session.SessionCommand.ReportSaga;
import switchboard.session.SessionId;

/** Deadlines pass by the clock alone: whoever sleeps is woken, wherever it slept. */
class DeadlinesIT {
  private static final Instant START = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Instant STEP = START.plus(Duration.ofMinutes(10));
  private static final Instant QUESTION = START.plus(Duration.ofMinutes(30));
  private static final Instant SAGA = START.plus(Duration.ofMinutes(60));

  private static final SagaPlan PLAN =
      SagaPlan.named("errand")
          .needing("orderId")
          .step(
              Step.command("fetch", "order.commands", "switchboard.order.get-status.v1", "orderId")
                  .repeated(
                      new Step.Repeat(
                          Duration.ofMinutes(10), 99, Duration.ZERO, Duration.ofMinutes(10))))
          .step(Step.decision("choice", Duration.ofMinutes(30), "NO", "YES", "NO"))
          .atDeadline(SagaPlan.AtDeadline.TELL_WHAT_IS_KNOWN);

  @TempDir Path dir;

  private final MovedClock clock = new MovedClock();
  private final InMemoryKeys keys = new InMemoryKeys();
  private final ConcurrentLinkedQueue<SagaReport> told = new ConcurrentLinkedQueue<>();
  private final ClockedNode.Told sessions = (ReportSaga report) -> told.add(report.content());
  private final SagaId id = new SagaId(new SessionId("acme", "s"), "s.1");
  private final List<ClockedNode> nodes = new ArrayList<>();
  private RedisServer redis;

  @BeforeEach
  void start() {
    redis = RedisServer.start(RedisServer.freePort(), dir, RedisServer.Fsync.EVERYSEC);
  }

  @AfterEach
  void stop() throws Exception {
    for (var node : nodes) {
      node.stop();
    }
    redis.close();
  }

  @Test
  void aSleepingSagaIsWokenForItsStepItsQuestionAndItsEndWhenTheClockSaysSoAndNotBefore()
      throws Exception {
    var node = node();
    node.sagas(PLAN, sessions, keys, clock);
    begin(node);
    awaitAsleep(node);
    assertThat(deadlines(node)).containsValues(STEP, QUESTION, SAGA).hasSize(3);

    clock.at(STEP.minusMillis(1));
    sleepsOn(node);
    clock.at(STEP);
    await("the step is asked again")
        .atMost(Duration.ofSeconds(20))
        .until(() -> !deadlines(node).containsValue(STEP));
    assertThat(deadlines(node)).containsValues(QUESTION, SAGA).hasSize(3);

    awaitAsleep(node);
    clock.at(QUESTION);
    await("the question is passed over")
        .atMost(Duration.ofSeconds(20))
        .until(() -> !deadlines(node).containsValue(QUESTION));

    awaitAsleep(node);
    assertThat(ends()).isEmpty();
    clock.at(SAGA);
    await("the saga ends").atMost(Duration.ofSeconds(20)).until(() -> !ends().isEmpty());
  }

  @Test
  void aSagaWhoseNodeIsGoneIsWokenOnAnother() throws Exception {
    var first = node();
    first.sagas(PLAN, sessions, keys, clock);
    begin(first);
    nodes.remove(first);
    first.stop();
    clock.at(SAGA);
    var second = node();
    second.sagas(PLAN, sessions, keys, clock);
    await().atMost(Duration.ofSeconds(20)).until(() -> !ends().isEmpty());
  }

  @Test
  void theDaemonsOfThreeNodesEachHandOverSomeNoneBeforeItsTime() throws Exception {
    var handed = new ConcurrentHashMap<String, Integer>();
    var early = new ConcurrentLinkedQueue<String>();
    for (int i = 0; i < 3; i++) {
      node();
    }
    for (int i = 0; i < nodes.size(); i++) {
      int number = i;
      nodes
          .get(i)
          .daemons(
              deadline -> {
                if (Instant.now().isBefore(deadline.due())) {
                  early.add(deadline.persistenceId());
                }
                handed.putIfAbsent(deadline.persistenceId(), number);
                return CompletableFuture.completedStage(DeadlineAnswer.Plain.STALE);
              },
              Clock.systemUTC());
    }
    for (int i = 0; i < 300; i++) {
      set(nodes.get(i % 3), "owner-" + i, Instant.now().plusMillis(10L * i));
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> handed.size() == 300);
    // the first node to host daemons may get all of them, and gives them up one after the other
    var more = new AtomicInteger(300);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              int number = more.getAndIncrement();
              set(nodes.get(number % 3), "owner-" + number, Instant.now());
              return handed.values().containsAll(List.of(0, 1, 2));
            });
    assertThat(early).isEmpty();
  }

  private ClockedNode node() throws Exception {
    var node = new ClockedNode(redis.uri(), nodes.stream().findFirst());
    nodes.add(node);
    return node;
  }

  private void begin(ClockedNode node) throws Exception {
    node.execute(
            id,
            new SagaCommand.Start(
                "errand", "partner", Map.of("orderId", "XYZ-1"), SAGA, Optional.empty()))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private void awaitAsleep(ClockedNode node) {
    await("asleep").atMost(Duration.ofSeconds(15)).until(() -> !node.holds(id));
  }

  /** Longer than a bucket of which nothing is known is left alone. */
  private void sleepsOn(ClockedNode node) {
    await("it sleeps on")
        .during(BucketWatch.SWEEP_EVERY.plusSeconds(1))
        .atMost(Duration.ofSeconds(20))
        .until(() -> !node.holds(id));
  }

  private List<SagaReport> ends() {
    return told.stream().filter(SagaReport.Ended.class::isInstance).toList();
  }

  private Map<String, Instant> deadlines(ClockedNode node) throws Exception {
    var all = new TreeMap<String, Instant>();
    var bucket = RedisStore.bucketOf(id.persistenceId());
    var far = START.plus(Duration.ofDays(1));
    node.store
        .dueDeadlines(bucket, far, 10)
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS)
        .forEach(deadline -> all.put(deadline.id(), deadline.due()));
    return all;
  }

  private static void set(ClockedNode node, String owner, Instant due) throws Exception {
    var appends = DirectAppends.of(node.system.classicSystem());
    var side =
        new SideData(
            Map.of(), List.of(new DeadlineChange.Set("d", due)), List.of(), Optional.empty());
    appends
        .claim(owner)
        .thenCompose(
            claim -> appends.append(owner, claim.epoch(), 1, List.of("e".getBytes(UTF_8)), side))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  /** Stands until it is moved. */
  private static final class MovedClock extends Clock {
    private volatile Instant now = START;

    void at(Instant time) {
      now = time;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
