package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.Keys.bytes;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.failure;

import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.fakes.CuttingProxy;
import switchboard.journal.Transactions.Decision;
import switchboard.journal.Transactions.Outcome;
import switchboard.local.RedisServer;

class TransactionsIT {
  private static final String NAME = "subject|acme/partner-1";
  private static final Instant LATER = Instant.parse("2099-01-01T00:00:00Z");

  private RedisServer redis;
  private TestStore store;

  @BeforeEach
  void start() {
    redis = Redis.start();
    store =
        new TestStore(
            redis,
            Map.of(
                "switchboard.redis.transactions.connections",
                2,
                "switchboard.redis.transactions.wait",
                "300 ms"));
    await(store.store.ready());
  }

  @AfterEach
  void stop() {
    store.close();
    redis.close();
  }

  @Test
  void aDocumentIsWrittenWithItsExpiryInOneStep() {
    assertThat(await(transactions().read(NAME))).isEmpty();
    assertThat(await(transactions().attempt(NAME, _ -> write("a"))))
        .isEqualTo(new Outcome.Done<>("a"));
    assertThat(await(transactions().read(NAME))).contains(bytes("a"));
    assertThat(store.raw().pttl(key())).isPositive();
  }

  @Test
  void aKeptDocumentIsNotTouchedAndNothingStaysWatched() {
    await(transactions().attempt(NAME, _ -> write("a")));
    for (int i = 0; i < 5; i++) {
      assertThat(await(transactions().attempt(NAME, _ -> new Decision.Keep<>("kept"))))
          .isEqualTo(new Outcome.Done<>("kept"));
    }
    // on the same connections: what an earlier one watched would make this one lose
    store.raw().set(key(), bytes("b"));
    assertThat(await(transactions().attempt(NAME, _ -> write("c"))))
        .isEqualTo(new Outcome.Done<>("c"));
  }

  @Test
  void whoeverIsSlowerLosesAndChangesNothing() {
    var outcome =
        await(
            transactions()
                .attempt(
                    NAME,
                    _ -> {
                      store.raw().set(key(), bytes("faster"));
                      return write("slower");
                    }));
    assertThat(outcome).isInstanceOf(Outcome.Lost.class);
    assertThat(store.raw().get(key())).isEqualTo(bytes("faster"));
  }

  @Test
  void aDecisionThatFailsLeavesNothingBehind() {
    assertThat(
            failure(
                transactions()
                    .attempt(
                        NAME,
                        _ -> {
                          throw new IllegalArgumentException("no");
                        })))
        .hasMessage("no");
    assertThat(await(transactions().attempt(NAME, _ -> write("a"))))
        .isEqualTo(new Outcome.Done<>("a"));
  }

  @Test
  void anEmptiedRedisIsRefused() {
    await(transactions().attempt(NAME, _ -> write("a")));
    store.raw().flushall();
    assertThat(failure(transactions().attempt(NAME, _ -> write("b"))))
        .isInstanceOf(StoreException.WrongStore.class);
    assertThat(store.raw().get(key())).isNull();
  }

  @Test
  void aRedisThatIsSwappedInTheMiddleIsNotWrittenTo() {
    var outcome =
        await(
            transactions()
                .attempt(
                    NAME,
                    _ -> {
                      store.raw().flushall();
                      return write("b");
                    }));
    assertThat(outcome).isInstanceOf(Outcome.Lost.class);
    assertThat(store.raw().get(key())).isNull();
  }

  @Test
  void moreThanTheirNumberWaitInLineAndWhoWaitsTooLongIsRefused() {
    var release = new CountDownLatch(1);
    var begun = new AtomicInteger();
    Function<Optional<byte[]>, Decision<String>> slow =
        _ -> {
          begun.incrementAndGet();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new Decision.Keep<>("slow");
        };
    var two = List.of(transactions().attempt("x", slow), transactions().attempt("y", slow));
    Awaitility.await().until(() -> begun.get() == 2);
    assertThat(failure(transactions().attempt(NAME, _ -> write("a"))))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("all connections for transactions are lent");
    var waiting = transactions().attempt(NAME, _ -> write("b"));
    release.countDown();
    two.forEach(TestStore::await);
    assertThat(await(waiting)).isEqualTo(new Outcome.Done<>("b"));
  }

  @Test
  void manyAtATimeUseNoMoreConnectionsThanConfiguredAndCountExactly() {
    int before = store.raw().clientList().split("\n").length;
    var all =
        IntStream.range(0, 40)
            .mapToObj(_ -> increment("counter").toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    await(CompletableFuture.allOf(all));
    assertThat(await(transactions().read("counter"))).contains(bytes("40"));
    assertThat(store.raw().clientList().split("\n")).hasSizeLessThanOrEqualTo(before + 2);
  }

  @Test
  void connectionsThatWereKilledWhileIdleAreReplacedUnseen() {
    await(transactions().attempt(NAME, _ -> write("a")));
    for (int i = 0; i < 10; i++) {
      store.raw().clientKill(KillArgs.Builder.typeNormal().skipme());
      var text = "b" + i;
      assertThat(await(transactions().attempt(NAME, _ -> write(text))))
          .isEqualTo(new Outcome.Done<>(text));
    }
  }

  @Test
  void aLostReplyToExecIsNotTakenForAnything() {
    try (var proxy = new CuttingProxy(redis.port());
        var cut = proxied(proxy)) {
      await(cut.store.ready());
      for (var side : List.of(CuttingProxy.Side.BEFORE, CuttingProxy.Side.AFTER)) {
        store.raw().set(key(), bytes("old"));
        proxy.cut(6, side);
        assertThat(await(cut.store.transactions().attempt(NAME, _ -> write("new"))))
            .isInstanceOf(Outcome.Unknown.class);
        assertThat(store.raw().get(key()))
            .isEqualTo(bytes(side == CuttingProxy.Side.BEFORE ? "old" : "new"));
      }
    }
  }

  @Test
  void anExecThatWasHeldUpIsVoidOnceSomebodyElseHasWritten() throws Exception {
    try (var proxy = new CuttingProxy(redis.port());
        var cut = proxied(proxy)) {
      await(cut.store.ready());
      var late = proxy.cut(6, CuttingProxy.Side.LATE);
      assertThat(await(cut.store.transactions().attempt(NAME, _ -> write("late"))))
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(await(transactions().attempt(NAME, _ -> write("other"))))
          .isEqualTo(new Outcome.Done<>("other"));
      late.release();
      assertThat(await(transactions().read(NAME))).contains(bytes("other"));
    }
  }

  @Test
  void anExecThatWasHeldUpMayStillBeCarriedOutWhileNobodyElseWrites() throws Exception {
    try (var proxy = new CuttingProxy(redis.port());
        var cut = proxied(proxy)) {
      await(cut.store.ready());
      var late = proxy.cut(6, CuttingProxy.Side.LATE);
      assertThat(await(cut.store.transactions().attempt(NAME, _ -> write("late"))))
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(await(transactions().read(NAME))).isEmpty();
      late.release();
      assertThat(await(transactions().read(NAME))).contains(bytes("late"));
    }
  }

  @Test
  void aFullRedisAndAReadOnlyOneRefuseWithoutChangingAnything() {
    await(transactions().attempt(NAME, _ -> write("a")));
    store.raw().configSet("maxmemory", "1");
    assertThat(failure(transactions().attempt(NAME, _ -> write("b"))))
        .isInstanceOf(StoreException.Unavailable.class);
    store.raw().configSet("maxmemory", "0");
    store.raw().replicaof("127.0.0.1", 1);
    assertThat(failure(transactions().attempt(NAME, _ -> write("b"))))
        .isInstanceOf(StoreException.Unavailable.class);
    store.raw().replicaofNoOne();
    assertThat(await(transactions().read(NAME))).contains(bytes("a"));
    assertThat(await(transactions().attempt(NAME, _ -> write("b"))))
        .isEqualTo(new Outcome.Done<>("b"));
  }

  @Test
  void whileRedisIsAwayATransactionFailsSoon() {
    await(transactions().attempt(NAME, _ -> write("a")));
    redis.kill();
    long began = System.nanoTime();
    assertThat(failure(transactions().attempt(NAME, _ -> write("b"))))
        .isInstanceOf(StoreException.Unavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
  }

  private TestStore proxied(CuttingProxy proxy) {
    return new TestStore(redis, Map.of("switchboard.redis.uri", proxy.uri()));
  }

  private CompletionStage<Void> increment(String name) {
    return transactions()
        .<String>attempt(
            name,
            found ->
                write(Long.toString(1 + found.map(EventLog::text).map(Long::parseLong).orElse(0L))))
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Done
                    ? CompletableFuture.completedStage(null)
                    : increment(name));
  }

  private Transactions transactions() {
    return store.store.transactions();
  }

  private static Decision<String> write(String text) {
    return new Decision.Write<>(bytes(text), Optional.of(LATER), text);
  }

  private static byte[] key() {
    return new Keys("sb").versioned(NAME);
  }
}
