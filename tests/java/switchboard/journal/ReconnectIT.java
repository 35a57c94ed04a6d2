package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.batch;
import static switchboard.journal.TestStore.failure;

import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.local.RedisServer;

class ReconnectIT {
  private static final int WRITERS = 64;
  private static final int CUTS = 12;

  /** Three calls, each of a second at most, on a machine that may do much else. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Path directory = Redis.directory();
  private final int port = RedisServer.freePort();
  private RedisServer redis;

  @BeforeEach
  void start() {
    redis = Redis.start(port, directory, RedisServer.Fsync.ALWAYS);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void nothingAcknowledgedIsLostOrDoubledThroughTwelveCuts() {
    try (var store = new TestStore(redis);
        var surgeon = new TestStore(redis)) {
      await(store.store.ready());
      var writers = start(store);
      for (int cut = 1; cut <= CUTS; cut++) {
        awaitProgress(writers, 64);
        surgeon.raw().clientKill(KillArgs.Builder.typeNormal().skipme());
      }
      awaitProgress(writers, 64);
      writers.forEach(Writer::stop);
      assertNothingLostOrDoubled(store, writers);
      System.out.println(
          "12 cuts under 64 writers: "
              + writers.stream().mapToInt(writer -> writer.acknowledged.size()).sum()
              + " acknowledged, 0 lost, 0 doubled, "
              + writers.stream().mapToInt(writer -> writer.unknown.get()).sum()
              + " answered with an error");
    }
  }

  @Test
  void forgottenScriptsAreTaughtAgainUnderLoad() {
    try (var store = new TestStore(redis);
        var surgeon = new TestStore(redis)) {
      await(store.store.ready());
      var writers = start(store);
      for (int flush = 0; flush < 5; flush++) {
        awaitProgress(writers, 64);
        surgeon.raw().scriptFlush();
      }
      awaitProgress(writers, 64);
      writers.forEach(Writer::stop);
      assertNothingLostOrDoubled(store, writers);
      assertThat(writers).allMatch(writer -> writer.unknown.get() == 0);
    }
  }

  @Test
  void whileRedisIsAwayWritesFailSoonAndAfterwardsTheyGoOn() {
    try (var store = new TestStore(redis)) {
      long epoch = await(store.log().claim("p")).epoch();
      await(store.log().append(batch("p", 1, "a"), epoch));
      redis.kill();

      long began = System.nanoTime();
      assertThat(failure(store.log().append(batch("p", 2, "b"), epoch)))
          .isInstanceOf(StoreException.Unavailable.class);
      assertThat(failure(store.log().claim("q"))).isInstanceOf(StoreException.Unavailable.class);
      assertThat(failure(store.store.document("p"))).isInstanceOf(StoreException.Unavailable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);

      redis = Redis.start(port, directory, RedisServer.Fsync.ALWAYS);
      awaitAppend(store, batch("p", 2, "b"), epoch);
      assertThat(store.stored("p")).containsExactly("a", "b");
    }
  }

  @Test
  void aServerThatStartsBeforeRedisWaitsForIt() {
    redis.close();
    var system = org.apache.pekko.actor.ActorSystem.create("early", Redis.config(redis.uri()));
    try {
      var early = RedisStore.get(system);
      assertThat(failure(early.log().claim("p"))).isInstanceOf(StoreException.Unavailable.class);
      assertThat(failure(early.health())).isInstanceOf(StoreException.Unavailable.class);
      assertThat(early.ready().toCompletableFuture()).isNotDone();
      redis = Redis.start(port, directory, RedisServer.Fsync.ALWAYS);
      await(early.ready());
      await(early.log().claim("p"));
    } finally {
      org.apache.pekko.testkit.javadsl.TestKit.shutdownActorSystem(system);
    }
  }

  @Test
  void aStalledRedisIsAnsweredWithinTheCommandTimeout() throws Exception {
    try (var store = new TestStore(redis)) {
      long epoch = await(store.log().claim("p")).epoch();
      signal("STOP");
      long began = System.nanoTime();
      try {
        assertThat(failure(store.log().append(batch("p", 1, "a"), epoch)))
            .isInstanceOf(StoreException.Unavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
      } finally {
        signal("CONT");
      }
      // Whether the first one was carried out is unknown; the identical one settles it.
      awaitAppend(store, batch("p", 1, "a"), epoch);
      assertThat(store.stored("p")).containsExactly("a");
    }
  }

  @Test
  void aReadOnlyAndAFullRedisCountAsUnavailable() {
    try (var store = new TestStore(redis)) {
      long epoch = await(store.log().claim("p")).epoch();
      await(store.log().append(batch("p", 1, "a"), epoch));
      store.raw().configSet("maxmemory", "1");
      var before = store.everything();
      assertThat(failure(store.log().append(batch("p", 2, "b"), epoch)))
          .isInstanceOf(StoreException.Unavailable.class);
      assertThat(store.everything()).isEqualTo(before);
      store.raw().configSet("maxmemory", "0");

      store.raw().replicaof("127.0.0.1", 1);
      assertThat(failure(store.log().append(batch("p", 2, "b"), epoch)))
          .isInstanceOf(StoreException.Unavailable.class);
      store.raw().replicaofNoOne();
      awaitAppend(store, batch("p", 2, "b"), epoch);
    }
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid())).start().waitFor();
  }

  private static void awaitAppend(TestStore store, Batch batch, long epoch) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .ignoreExceptionsMatching(
            error -> StoreErrors.unwrap(error) instanceof StoreException.Unavailable)
        .untilAsserted(() -> await(store.log().append(batch, epoch)));
  }

  private static List<Writer> start(TestStore store) {
    var writers =
        IntStream.range(0, WRITERS).mapToObj(i -> new Writer(store, "writer-" + i)).toList();
    writers.forEach(Writer::go);
    return writers;
  }

  /** Until every writer has had a few more acknowledgements. */
  private static void awaitProgress(List<Writer> writers, int total) {
    int before = writers.stream().mapToInt(writer -> writer.acknowledged.size()).sum();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                writers.stream().mapToInt(writer -> writer.acknowledged.size()).sum()
                    > before + 4 * total);
  }

  private static void assertNothingLostOrDoubled(TestStore store, List<Writer> writers) {
    for (var writer : writers) {
      await(writer.done);
      var stored = store.stored(writer.pid);
      assertThat(new HashSet<>(stored)).hasSameSizeAs(stored);
      assertThat(stored).containsAll(writer.acknowledged);
      // What was answered with an error may stand or not, but nothing else may.
      assertThat(stored.size())
          .isBetween(writer.acknowledged.size(), writer.acknowledged.size() + writer.unknown.get());
    }
  }

  /** Does what an actor does: writes one event after the other, and recovers after an error. */
  private static final class Writer {
    final String pid;
    final List<String> acknowledged = new CopyOnWriteArrayList<>();
    final AtomicInteger unknown = new AtomicInteger();
    final CompletableFuture<Void> done = new CompletableFuture<>();
    private final TestStore store;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger number = new AtomicInteger();

    Writer(TestStore store, String pid) {
      this.store = store;
      this.pid = pid;
    }

    void go() {
      store
          .log()
          .claim(pid)
          .whenComplete(
              (claim, error) -> {
                if (error == null) {
                  write(claim.epoch(), claim.last() + 1);
                } else {
                  CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(this::go);
                }
              });
    }

    void stop() {
      stopped.set(true);
    }

    private void write(long epoch, long sequence) {
      if (stopped.get()) {
        done.complete(null);
        return;
      }
      String event = pid + "#" + number.incrementAndGet();
      CompletionStage<Void> append = store.log().append(batch(pid, sequence, event), epoch);
      append.whenCompleteAsync(
          (_, error) -> {
            if (error == null) {
              acknowledged.add(event);
              write(epoch, sequence + 1);
            } else {
              unknown.incrementAndGet();
              go();
            }
          });
    }
  }
}
