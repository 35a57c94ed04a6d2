package switchboard.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.journal.RedisStore;
import switchboard.journal.SubjectRecords;
import switchboard.local.RedisServer;

class StoredSubjectKeysIT {
  private static final KeyEncryptionKeys OLD =
      KeyEncryptionKeys.parse(KeyEncryptionKeysTest.ONE, "test");
  private static final KeyEncryptionKeys BOTH =
      KeyEncryptionKeys.parse(KeyEncryptionKeysTest.TWO + "," + KeyEncryptionKeysTest.ONE, "test");
  private static final KeyEncryptionKeys NEW =
      KeyEncryptionKeys.parse(KeyEncryptionKeysTest.TWO, "test");
  private static final byte[] TEXT = "call me".getBytes(UTF_8);

  @TempDir static Path dir;
  private static RedisServer redis;
  private static ActorSystem system;
  private static SubjectRecords records;
  private static RedisClient client;
  private static RedisCommands<String, String> raw;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.start(RedisServer.freePort(), dir, RedisServer.Fsync.EVERYSEC);
    system =
        ActorSystem.create(
            "keys",
            ConfigFactory.parseMap(
                    Map.of(
                        "switchboard.redis.uri", redis.uri(),
                        "pekko.actor.provider", "local",
                        "pekko.loglevel", "WARNING"))
                .withFallback(ConfigFactory.parseResources("redis.conf"))
                .withFallback(ConfigFactory.load())
                .resolve());
    await(RedisStore.get(system).ready());
    records = RedisStore.get(system).subjects();
    client = RedisClient.create(redis.uri());
    raw = client.connect().sync();
  }

  @AfterAll
  static void stop() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    TestKit.shutdownActorSystem(system);
    redis.close();
  }

  @Test
  void everyNodeHasTheSameKeyAndEntersItsSessions() throws Exception {
    var subject = new Subject("acme", "partner/1");
    assertThat(await(keys(OLD).key(subject))).isEqualTo(SubjectKey.Absent.NONE);
    var obtained = new ArrayList<CompletionStage<SubjectKey>>();
    for (int i = 0; i < 20; i++) {
      obtained.add(keys(OLD).obtain(subject, Optional.of("s" + i)));
    }
    byte[] sealed = cipher(await(obtained.getFirst())).seal(TEXT, "here");
    for (var stage : obtained) {
      assertThat(cipher(await(stage)).open(sealed, "here")).isEqualTo(TEXT);
    }
    assertThat(await(records.members("subject|acme/partner/1", "", 100))).hasSize(20);
    assertThat(StoredSubjectKeys.subjectOf(StoredSubjectKeys.recordOf(subject))).isEqualTo(subject);
  }

  @Test
  void aKeyIsReadOnceAndThenHeld() throws Exception {
    var subject = new Subject("acme", "partner-2");
    await(keys(OLD).obtain(subject, Optional.empty()));
    var node = keys(OLD);
    List<CompletionStage<SubjectKey>> loads = new ArrayList<>();
    long before = evalCalls();
    for (int i = 0; i < 50; i++) {
      loads.add(node.key(subject));
    }
    for (var load : loads) {
      assertThat(await(load)).isSameAs(await(loads.getFirst()));
    }
    assertThat(evalCalls() - before).isEqualTo(1);
    assertThat(node.held()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsNotRemembered() throws Exception {
    var subject = new Subject("acme", "partner-3");
    var node = keys(OLD);
    assertThat(await(node.key(subject))).isEqualTo(SubjectKey.Absent.NONE);
    await(keys(OLD).obtain(subject, Optional.empty()));
    assertThat(await(node.key(subject))).isInstanceOf(SubjectKey.Present.class);
  }

  @Test
  void anErasedSubjectHasNoKeyAndGetsNoneAgain() throws Exception {
    var subject = new Subject("acme", "partner-4");
    var node = keys(OLD);
    await(node.obtain(subject, Optional.of("s")));
    await(records.markErasing(StoredSubjectKeys.recordOf(subject)));
    assertThat(await(node.key(subject))).isInstanceOf(SubjectKey.Present.class);
    assertThat(await(node.obtain(subject, Optional.of("t")))).isEqualTo(SubjectKey.Absent.ERASED);
    node.evict(subject);
    assertThat(await(node.key(subject))).isEqualTo(SubjectKey.Absent.ERASED);
    await(records.destroy(StoredSubjectKeys.recordOf(subject)));
    assertThat(await(node.obtain(subject, Optional.empty()))).isEqualTo(SubjectKey.Absent.ERASED);
    assertThat(await(keys(OLD).key(subject))).isEqualTo(SubjectKey.Absent.ERASED);
  }

  @Test
  void aLoadThatBeganBeforeTheEvictionIsNotHeld() throws Exception {
    var subject = new Subject("acme", "partner-5");
    var node = keys(OLD);
    await(keys(OLD).obtain(subject, Optional.empty()));
    raw.clientPause(400);
    var load = node.key(subject);
    var obtained = node.obtain(subject, Optional.empty());
    node.evict(subject);
    assertThat(await(load)).isInstanceOf(SubjectKey.Present.class);
    assertThat(await(obtained)).isInstanceOf(SubjectKey.Present.class);
    assertThat(node.held()).isZero();
  }

  @Test
  void anEmptyCacheAndAFailedLoadHealByThemselves() throws Exception {
    var subject = new Subject("acme", "partner-6");
    await(keys(OLD).obtain(subject, Optional.empty()));
    var node = keys(NEW);
    assertThatThrownBy(() -> await(node.key(subject)))
        .rootCause()
        .hasMessageContaining("not configured: k1");
    assertThat(node.held()).isZero();
  }

  @Test
  void afterTheRotationTheOldKeyEncryptionKeyCanGoAndAllStillOpens() throws Exception {
    var sealed = new ArrayList<byte[]>();
    for (int i = 0; i < 40; i++) {
      var key = await(keys(OLD).obtain(new Subject("rotated", "p" + i), Optional.empty()));
      sealed.add(cipher(key).seal(TEXT, "here"));
    }
    var erasing = StoredSubjectKeys.recordOf(new Subject("rotated", "p38"));
    await(records.markErasing(erasing));
    var erased = StoredSubjectKeys.recordOf(new Subject("rotated", "p39"));
    await(records.markErasing(erased));
    await(records.destroy(erased));

    var report = await(new KeyRotation(records, BOTH).run());
    assertThat(report.rewrapped()).isGreaterThanOrEqualTo(39);
    assertThat(report.unchanged()).isZero();
    assertThat(report.erased()).isGreaterThanOrEqualTo(1);
    var again = await(new KeyRotation(records, BOTH).run());
    assertThat(again.rewrapped()).isZero();
    assertThat(again.unchanged()).isEqualTo(report.rewrapped());

    for (int i = 0; i < 38; i++) {
      var key = await(keys(NEW).key(new Subject("rotated", "p" + i)));
      assertThat(((SubjectKey.Present) key).keyEncryptionKey()).isEqualTo("k2");
      assertThat(cipher(key).open(sealed.get(i), "here")).isEqualTo(TEXT);
    }
    assertThat(await(records.read(erasing)).key().orElseThrow().by()).isEqualTo("k2");
    await(
        new KeyRotation(
                records,
                KeyEncryptionKeys.parse(
                    KeyEncryptionKeysTest.ONE + "," + KeyEncryptionKeysTest.TWO, "test"))
            .run());
  }

  private static StoredSubjectKeys keys(KeyEncryptionKeys wrapping) {
    return new StoredSubjectKeys(
        records, wrapping, new StoredSubjectKeys.CacheSettings(1_000, Duration.ofMinutes(1)));
  }

  private static SubjectCipher cipher(SubjectKey key) {
    return ((SubjectKey.Present) key).cipher();
  }

  private static long evalCalls() {
    var line =
        raw.info("commandstats")
            .lines()
            .filter(stat -> stat.startsWith("cmdstat_evalsha:calls="))
            .findFirst()
            .orElse("calls=0,-");
    return Long.parseLong(line.replaceAll("^[^=]*=(\\d+),.*", "$1"));
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
