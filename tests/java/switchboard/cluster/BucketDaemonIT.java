package switchboard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.journal.DeadlineChange;
import switchboard.journal.DirectAppends;
import switchboard.journal.DueDeadline;
import switchboard.journal.OutboxItem;
import switchboard.journal.RedisStore;
import switchboard.journal.SideData;
import switchboard.local.RedisServer;
import switchboard.session.DeadlineAnswer;

/** What becomes of a deadline is what the one it belongs to answers. */
class BucketDaemonIT {
  private static final Instant DUE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FAR = Instant.parse("2099-01-01T00:00:00Z");

  @TempDir Path dir;

  private final Map<String, DeadlineAnswer> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> told = new ConcurrentHashMap<>();
  private RedisServer redis;
  private ActorTestKit kit;
  private RedisStore store;

  @BeforeEach
  void start() {
    redis = RedisServer.start(RedisServer.freePort(), dir, RedisServer.Fsync.EVERYSEC);
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.parseMap(Map.of("switchboard.redis.uri", redis.uri())))
                .withFallback(ConfigFactory.parseResources("redis.conf"))
                .withFallback(ConfigFactory.load())
                .resolve());
    store = RedisStore.get(Adapter.toClassic(kit.system()));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    redis.close();
  }

  @Test
  void aDeadlineIsRemovedKeptOrMovedAsItsOwnerAnswers() {
    answers.put("stale", DeadlineAnswer.Plain.STALE);
    answers.put("keep", DeadlineAnswer.Plain.KEEP);
    answers.put("move", new DeadlineAnswer.MoveTo(FAR));
    set("stale", "keep", "move", "failing");
    var daemon = daemon();

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              daemon.tell(DaemonMessage.Tick.INSTANCE);
              assertThat(told).containsOnlyKeys("stale", "keep", "move", "failing");
              assertThat(due(DUE)).containsExactlyInAnyOrder("keep", "failing");
              assertThat(due(FAR)).containsExactlyInAnyOrder("keep", "failing", "move");
            });
    assertThat(told.get("keep")).hasValue(1);
  }

  private ActorRef<DaemonMessage> daemon() {
    return kit.spawn(
        BucketDaemon.create(
            List.of(RedisStore.bucketOf("owner")),
            new BucketDaemon.Dependencies(
                store,
                deadline -> {
                  told.computeIfAbsent(deadline.id(), _ -> new AtomicInteger()).incrementAndGet();
                  var answer = answers.get(deadline.id());
                  return answer == null
                      ? CompletableFuture.failedStage(new IllegalStateException("not now"))
                      : CompletableFuture.completedStage(answer);
                },
                new NoOutbox(),
                Clock.systemUTC())));
  }

  private static final class NoOutbox implements OutboxHandler {
    @Override
    public CompletionStage<OutboxTask> open(byte[] entry) {
      throw new AssertionError("nothing was appended to the outbox");
    }

    @Override
    public CompletionStage<Void> bury(int bucket, OutboxItem item, String reason) {
      throw new AssertionError("nothing was appended to the outbox");
    }
  }

  private void set(String... ids) {
    var appends = DirectAppends.of(Adapter.toClassic(kit.system()));
    var deadlines =
        List.of(ids).stream().<DeadlineChange>map(id -> new DeadlineChange.Set(id, DUE)).toList();
    var side = new SideData(Map.of(), deadlines, List.of(), Optional.empty());
    appends
        .claim("owner")
        .thenCompose(
            claim -> appends.append("owner", claim.epoch(), 1, List.of("e".getBytes(UTF_8)), side))
        .toCompletableFuture()
        .join();
  }

  private List<String> due(Instant now) {
    return store
        .dueDeadlines(RedisStore.bucketOf("owner"), now, 10)
        .toCompletableFuture()
        .join()
        .stream()
        .map(DueDeadline::id)
        .toList();
  }
}
