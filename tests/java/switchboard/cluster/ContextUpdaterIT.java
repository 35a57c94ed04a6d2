package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.context.Fact;
import switchboard.journal.Redis;
import switchboard.journal.RedisStore;
import switchboard.journal.Stages;
import switchboard.journal.Watches;
import switchboard.journal.Watches.Thing;
import switchboard.kafka.ServiceEvent;
import switchboard.kafka.Topics;
import switchboard.kafka.UnroutableException;
import switchboard.local.RedisServer;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Rejection.Plain;

/** An event is done when every session that watches has recorded it or has ended. */
class ContextUpdaterIT {
  private static final int PARALLELISM = 8;
  private static final SessionReply RECORDED = new SessionReply.Recorded(1, Instant.EPOCH);

  private static RedisServer redis;
  private static ActorSystem system;
  private static Watches watches;
  private static int orders;

  private final Thing thing = new Thing("acme", "order", "o-" + orders++);
  private final Map<String, AtomicInteger> told = new ConcurrentHashMap<>();
  private final Map<String, Fact> facts = new ConcurrentHashMap<>();
  private final Map<String, Plain> refusals = new ConcurrentHashMap<>();
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private final ContextUpdater updater =
      new ContextUpdater(
          watches,
          (session, eventId, fact) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            int times =
                told.computeIfAbsent(session.session(), _ -> new AtomicInteger()).incrementAndGet();
            facts.put(eventId, fact);
            var refusal = times < 4 ? refusals.get(session.session()) : null;
            return CompletableFuture.supplyAsync(
                () -> {
                  now.decrementAndGet();
                  return refusal == null ? RECORDED : new SessionReply.Rejected(refusal);
                },
                CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
          },
          PARALLELISM,
          ForkJoinPool.commonPool(),
          Clock.systemUTC());

  @BeforeAll
  static void start() {
    redis = Redis.start();
    system = ActorSystem.create("updater", Redis.config(redis.uri()));
    watches = RedisStore.get(system).watches();
  }

  @AfterAll
  static void stop() {
    TestKit.shutdownActorSystem(system);
    redis.close();
  }

  private void watch(int count) {
    var until = Instant.now().plus(Duration.ofMinutes(5));
    Stages.all(
            IntStream.range(0, count)
                .mapToObj(i -> watches.watch(thing, "s" + i, until, Instant.now()))
                .toList())
        .toCompletableFuture()
        .join();
  }

  private ServiceEvent event(String topic) {
    return new ServiceEvent(
        "e1",
        topic,
        "acme",
        "switchboard.order.status-changed.v1",
        thing.id(),
        Map.of("status", "LATE"),
        Instant.now(),
        Optional.empty());
  }

  private void update(String topic) throws Exception {
    updater.update(event(topic)).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private List<String> watching() {
    return watches
        .watchers(thing, Instant.now(), Optional.empty(), 2_000)
        .toCompletableFuture()
        .join()
        .stream()
        .map(Watches.Watcher::session)
        .toList();
  }

  @Test
  void allWhoWatchAreToldOnceAndNeverMoreThanTheBoundAtTheSameTime() throws Exception {
    watch(1_000);
    update(Topics.ORDER_EVENTS);
    assertThat(told).hasSize(1_000);
    assertThat(told.values()).allMatch(times -> times.get() == 1);
    assertThat(most).hasValueBetween(2, PARALLELISM);
  }

  @Test
  void whatIsAwayIsAskedAgainAndWhatEndedWatchesNoMore() throws Exception {
    watch(7);
    refusals.put("s0", Plain.SHARD_MOVING);
    refusals.put("s1", Plain.STORE_UNAVAILABLE);
    refusals.put("s2", Plain.OUTCOME_UNKNOWN);
    refusals.put("s3", Plain.NOT_FOUND);
    refusals.put("s4", Plain.ENDED);
    refusals.put("s5", Plain.SUBJECT_ERASED);
    update(Topics.ORDER_EVENTS);
    assertThat(IntStream.range(0, 7).map(i -> told.get("s" + i).get()))
        .containsExactly(4, 4, 4, 1, 1, 1, 1);
    assertThat(watching()).containsExactlyInAnyOrder("s0", "s1", "s2", "s6");
  }

  @Test
  void oneThatDoesNotUnderstandFailsTheEventAfterTheOthersWereTold() {
    watch(300);
    refusals.put("s0", Plain.EXISTS);
    assertThat(updater.update(event(Topics.ORDER_EVENTS)).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("did not understand");
    assertThat(told).hasSize(300);
  }

  @Test
  void aCouriersFactsGoToWhoWatchesTheOrder() throws Exception {
    watch(1);
    update(Topics.LOGISTICS_EVENTS);
    update(Topics.ORDER_EVENTS);
    assertThat(facts.get("logistics.events/e1").kind()).isEqualTo("courier");
    assertThat(facts.get("order.events/e1").kind()).isEqualTo("order");
    assertThat(facts.get("order.events/e1").source()).isEqualTo("order.events");
  }

  @Test
  void aTopicThatNobodyKnowsIsUnroutableAndAnOrderThatNobodyWatchesIsDoneAtOnce() throws Exception {
    assertThat(updater.update(event("payments.events")).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(UnroutableException.class);
    update(Topics.ORDER_EVENTS);
    assertThat(told).isEmpty();
  }
}
