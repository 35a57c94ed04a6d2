package switchboard.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static switchboard.profile.ProfileNode.await;
import static switchboard.profile.ProfileNode.count;
import static switchboard.profile.ProfileNode.fact;
import static switchboard.profile.ProfileNode.found;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.fakes.CuttingProxy;
import switchboard.fakes.CuttingProxy.Side;
import switchboard.fakes.InMemoryKeys;
import switchboard.journal.Redis;
import switchboard.journal.RedisCluster;
import switchboard.journal.RedisStore;
import switchboard.local.RedisServer;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;

class ProfilesIT {
  private static final AtomicInteger SUBJECTS = new AtomicInteger();
  private static final int EXEC = 6;

  private static RedisServer redis;
  private static CuttingProxy proxy;
  private static RedisClient client;
  private static StatefulRedisConnection<byte[], byte[]> raw;
  private static final InMemoryKeys KEYS = new InMemoryKeys();
  private static ProfileNode node;
  private static ProfileNode other;

  private final Subject subject = new Subject("acme", "partner/" + SUBJECTS.incrementAndGet());

  @BeforeAll
  static void start() {
    redis = Redis.start();
    proxy = new CuttingProxy(redis.port());
    client = RedisClient.create(redis.uri());
    raw = client.connect(ByteArrayCodec.INSTANCE);
    node = new ProfileNode(proxy.uri(), KEYS, Map.of());
    other = new ProfileNode(redis.uri(), KEYS, Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
    other.close();
    raw.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    proxy.close();
    redis.close();
  }

  @Test
  void aSubjectOfWhomNothingIsKeptHasAnEmptyProfile() {
    assertThat(node.read(subject)).isEqualTo(Profile.EMPTY);
  }

  @Test
  void whatOneNodeWritesAnotherReads() {
    var fact = fact("city", "Pune");
    var written = found(node.update(subject, change("r1", Optional.empty(), fact)));
    assertThat(written.version()).isEqualTo(1);
    assertThat(other.read(subject)).isEqualTo(written);
  }

  @Test
  void valuesAreSealedAndNamesAreNot() {
    node.update(subject, change("r1", Optional.empty(), fact("city", "Canary-Pune")));
    var document = new String(raw.sync().get(key()), UTF_8);
    assertThat(document).contains("city").doesNotContain("Canary");
  }

  @Test
  void aStaleEtagIsRefusedWithTheCurrentVersion() {
    node.update(subject, change("r1", Optional.of(0L), fact("a", "1")));
    assertThat(other.update(subject, change("r2", Optional.of(0L), fact("a", "2"))))
        .isEqualTo(new ProfileReply.StaleEtag(1));
    assertThat(node.read(subject).facts().get("a").value()).isEqualTo("1");
  }

  @Test
  void aRepeatedRequestIsCarriedOutOnceAndAnotherWithItsIdIsRefused() {
    var change = change("r1", Optional.empty(), fact("a", "1"));
    node.update(subject, change);
    assertThat(found(other.update(subject, change)).version()).isEqualTo(1);
    var reused =
        new ProfileChange("r1", "other", Optional.empty(), List.of(fact("a", "2")), List.of());
    assertThat(other.update(subject, reused)).isEqualTo(ProfileReply.Plain.REQUEST_ID_REUSED);
  }

  @Test
  void sixtyFourWritersOnTwoNodesCountExactly() throws Exception {
    int each = 5;
    long began = System.nanoTime();
    inParallel(
        64,
        writer -> {
          for (int i = 0; i < each; i++) {
            (writer % 2 == 0 ? node : other).increment(subject, writer + "/" + i);
          }
        });
    var profile = node.read(subject);
    assertThat(count(profile)).isEqualTo(64 * each);
    assertThat(profile.version()).isEqualTo(64 * each);
    System.out.printf(
        "64 writers, %d increments in %d ms: %d stale etags, %d lost races%n",
        64 * each,
        (System.nanoTime() - began) / 1_000_000,
        node.stale.sum() + other.stale.sum(),
        node.profiles.lostRaces() + other.profiles.lostRaces());
  }

  @Test
  void sixtyFourWritersWithoutEtagsAreAllCarriedOutOnce() throws Exception {
    inParallel(
        64,
        writer -> {
          var name = "n" + writer;
          found(
              (writer % 2 == 0 ? node : other)
                  .update(subject, change(name, Optional.empty(), fact(name, "v"))));
        });
    var profile = node.read(subject);
    assertThat(profile.facts()).hasSize(64);
    assertThat(profile.version()).isEqualTo(64);
  }

  @Test
  void aCutAtEveryBoundaryLosesAndDoublesNothing() {
    var met = new TreeMap<Integer, String>();
    long expected = 0;
    for (int step = 0; step <= EXEC; step++) {
      for (var side : List.of(Side.BEFORE, Side.AFTER)) {
        var before = other.read(subject);
        var change =
            change(
                "cut-" + step + side,
                Optional.of(before.version()),
                fact("count", Long.toString(count(before) + 1)));
        var cut = proxy.cut(step, side);
        var after = found(node.update(subject, change));
        expected++;
        met.put(step, cut.command());
        assertThat(count(after)).as("%s %s", side, cut.command()).isEqualTo(expected);
        assertThat(after.version()).isEqualTo(expected);
        assertThat(found(node.update(subject, change))).isEqualTo(after);
        assertThat(other.read(subject)).isEqualTo(after);
        assertThat(raw.sync().pttl(key())).isPositive();
      }
    }
    assertThat(met.values())
        .containsExactly("WATCH", "GET", "GET", "MULTI", "SET", "PEXPIREAT", "EXEC");
  }

  @Test
  void anExecThatArrivesAfterTheChangeWasTriedAgainIsVoid() throws Exception {
    node.increment(subject, "first");
    var cut = proxy.cut(EXEC, Side.LATE);
    node.increment(subject, "second");
    assertThat(cut.command()).isEqualTo("EXEC");
    var before = other.read(subject);
    var bytes = raw.sync().get(key());
    cut.release();
    assertThat(raw.sync().get(key())).isEqualTo(bytes);
    assertThat(other.read(subject)).isEqualTo(before);
    assertThat(count(before)).isEqualTo(2);
  }

  @Test
  void killedConnectionsUnderSixtyFourWritersLoseAndDoubleNothing() throws Exception {
    var done = new AtomicInteger();
    var writers =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    inParallel(
                        16,
                        writer -> {
                          for (int i = 0; i < 12; i++) {
                            incrementThroughCuts(writer + "/" + i);
                            done.incrementAndGet();
                          }
                        });
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    while (writers.isAlive()) {
      int seen = done.get();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(60))
          .until(() -> done.get() >= seen + 10 || !writers.isAlive());
      raw.sync().clientKill(KillArgs.Builder.typeNormal().skipme());
    }
    var profile = node.read(subject);
    assertThat(count(profile)).isEqualTo(16 * 12);
    assertThat(profile.version()).isEqualTo(16 * 12);
    assertThat(raw.sync().pttl(key())).isPositive();
  }

  /** As a client does it: an outcome that is not known is settled by the same request. */
  private void incrementThroughCuts(String id) {
    while (true) {
      var before = settled(() -> node.profiles.read(subject));
      var profile = found(before);
      var change =
          change(
              id + "-" + profile.version(),
              Optional.of(profile.version()),
              fact("count", Long.toString(count(profile) + 1)));
      var reply = settled(() -> node.profiles.update(subject, change, Duration.ofSeconds(20)));
      if (reply instanceof ProfileReply.Found) {
        return;
      }
      assertThat(reply).isInstanceOf(ProfileReply.StaleEtag.class);
    }
  }

  private static ProfileReply settled(Callable<CompletionStage<ProfileReply>> call) {
    while (true) {
      try {
        var reply = await(call.call());
        if (reply != ProfileReply.Plain.OUTCOME_UNKNOWN) {
          return reply;
        }
      } catch (Exception away) {
        assertThat(away).hasRootCauseInstanceOf(Exception.class);
      }
    }
  }

  @Test
  void anErasedProfileIsEmptyAndTakesNoChangeThatWasUnderWay() {
    node.update(subject, change("r1", Optional.empty(), fact("city", "Pune")));
    // a change that has its key already, and then meets what the erasure left
    await(other.profiles.erase(subject));
    assertThat(node.update(subject, change("r2", Optional.empty(), fact("city", "Agra"))))
        .isEqualTo(ProfileReply.Plain.ERASED);
    assertThat(await(node.profiles.read(subject))).isEqualTo(ProfileReply.Plain.ERASED);
    assertThat(raw.sync().pttl(key())).isPositive();
    await(other.profiles.erase(subject));
    KEYS.erase(subject);
    assertThat(await(node.profiles.read(subject))).isEqualTo(ProfileReply.Plain.ERASED);
  }

  @Test
  void whatSessionsLearnIsEnteredOnceAndTheLatestWins() {
    var cipher = ((SubjectKey.Present) await(KEYS.obtain(subject, Optional.empty()))).cipher();
    var early = fact("city", "Pune");
    var late =
        new ProfileFact("city", "Agra", "s", early.time().plusSeconds(1), early.expireTime());
    var first = Learnt.of(List.of(early), cipher, "session|acme/s1|X");
    var second = Learnt.of(List.of(late), cipher, "session|acme/s2|X");
    assertThat(await(node.profiles.merge(subject, second))).isEqualTo(Profiles.Merged.CHANGED);
    assertThat(await(other.profiles.merge(subject, first))).isEqualTo(Profiles.Merged.UNCHANGED);
    assertThat(await(other.profiles.merge(subject, second))).isEqualTo(Profiles.Merged.UNCHANGED);
    assertThat(node.read(subject).version()).isEqualTo(1);
    assertThat(node.read(subject).facts().get("city").value()).isEqualTo("Agra");
  }

  @Test
  void aDocumentOfANewerReleaseIsNotTouched() {
    node.update(subject, change("r1", Optional.empty(), fact("a", "1")));
    raw.sync().set(key(), new byte[] {2, 1, 2, 3});
    assertThatThrownBy(() -> node.update(subject, change("r2", Optional.empty(), fact("a", "2"))))
        .hasMessageContaining("newer one");
    assertThat(raw.sync().get(key())).containsExactly(2, 1, 2, 3);
  }

  @Test
  void writersCountExactlyInAClusterOfRedis() throws Exception {
    try (var masters = RedisCluster.planned()) {
      masters.start();
      try (var clustered =
          new ProfileNode(masters.uri(), KEYS, Map.of("switchboard.redis.mode", "cluster"))) {
        var subjects =
            IntStream.range(0, 6).mapToObj(i -> new Subject("acme", subject.id() + "-" + i));
        for (var each : subjects.toList()) {
          inParallel(8, writer -> clustered.increment(each, "w" + writer));
          assertThat(count(clustered.read(each))).isEqualTo(8);
        }
      }
    }
  }

  private byte[] key() {
    var name = ProfileDocument.name(subject);
    var bucket = RedisStore.bucketOf(name);
    return ("sb:{" + bucket + "}:v:" + name).getBytes(UTF_8);
  }

  private static ProfileChange change(String id, Optional<Long> version, ProfileFact... facts) {
    return new ProfileChange(id, "", version, List.of(facts), List.of());
  }

  private interface Writer {
    void run(int number) throws Exception;
  }

  private static void inParallel(int writers, Writer work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, writers)
              .mapToObj(
                  number ->
                      threads.submit(
                          () -> {
                            work.run(number);
                            return null;
                          }))
              .toList();
      for (var one : running) {
        one.get();
      }
    }
  }
}
