package switchboard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.fakes.InMemoryKeys;
import switchboard.journal.DirectAppends;
import switchboard.journal.RedisStore;
import switchboard.journal.SideData;
import switchboard.kafka.KafkaPublisher;
import switchboard.kafka.KafkaSettings;
import switchboard.kafka.TopicSetup;
import switchboard.kafka.Topics;
import switchboard.local.KafkaBroker;
import switchboard.local.RedisServer;
import switchboard.local.TestKafka;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.profile.MemoryProfiles;
import switchboard.session.DeadlineAnswer;
import switchboard.stored.v1.OutboxEntry;
import switchboard.wire.OutboxEntries;

/** What stands in an outbox reaches its topic in the order of each key, whatever is in its way. */
class OutboxIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int BUCKET = RedisStore.bucketOf("owner");
  private static final Subject SUBJECT = new Subject("acme", "partner-1");

  @TempDir Path dir;

  private final InMemoryKeys keys = new InMemoryKeys();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Integer> ports = TestKafka.freePorts(2);
  private final String servers = "127.0.0.1:" + ports.get(0);
  private RedisServer redis;
  private KafkaBroker kafka;
  private KafkaPublisher publisher;
  private ActorTestKit kit;
  private RedisStore store;
  private DirectAppends appends;
  private DirectAppends.Claimed claim;
  private long sequence;

  @BeforeEach
  void start() throws Exception {
    redis =
        RedisServer.start(RedisServer.freePort(), dir.resolve("redis"), RedisServer.Fsync.EVERYSEC);
    startKafka();
    var settings =
        KafkaSettings.from(
            ConfigFactory.parseString(
                    "pekko.kafka.producer.kafka-clients { delivery.timeout.ms = 600,"
                        + " request.timeout.ms = 300, max.block.ms = 500 }")
                .withFallback(TestKafka.config(servers)));
    TopicSetup.ensure(settings).toCompletableFuture().get(20, TimeUnit.SECONDS);
    publisher = KafkaPublisher.start(settings);
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.parseMap(Map.of("switchboard.redis.uri", redis.uri())))
                // nobody repeats the test's own appends, and a machine may stop for seconds
                .withFallback(ConfigFactory.parseString("switchboard.redis.command-timeout = 20 s"))
                .withFallback(ConfigFactory.parseResources("redis.conf"))
                .withFallback(ConfigFactory.load())
                .resolve());
    store = RedisStore.get(Adapter.toClassic(kit.system()));
    appends = DirectAppends.of(Adapter.toClassic(kit.system()));
    claim = appends.claim("owner").toCompletableFuture().join();
  }

  private void startKafka() throws Exception {
    kafka = KafkaBroker.start(dir.resolve("kafka"), ports.get(0), ports.get(1));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    publisher.close();
    kafka.close();
    redis.close();
  }

  private ActorRef<DaemonMessage> daemon() {
    var carrier =
        new OutboxCarrier(
            publisher,
            new TenantIndex(store),
            new LearntFacts(new MemoryProfiles(keys, Clock.systemUTC())),
            new ParkedSagas(store),
            new PassedDecisions(
                (_, _) -> CompletableFuture.failedStage(new IllegalStateException("no sagas"))),
            store.watches(),
            keys,
            Clock.systemUTC());
    var daemon =
        kit.spawn(
            BucketDaemon.create(
                List.of(BUCKET),
                new BucketDaemon.Dependencies(
                    store,
                    _ -> CompletableFuture.completedStage(DeadlineAnswer.Plain.KEEP),
                    carrier,
                    Clock.systemUTC())));
    store.onOutboxAppend((bucket, _) -> daemon.tell(new DaemonMessage.OutboxAppended(bucket)));
    return daemon;
  }

  private void append(List<byte[]> entries) {
    var side = new SideData(Map.of(), List.of(), entries, Optional.empty());
    appends
        .append("owner", claim.epoch(), ++sequence, List.of("e".getBytes(UTF_8)), side)
        .toCompletableFuture()
        .join();
  }

  /** The next record of a key, every other one sealed. */
  private byte[] next(String key) {
    int number = numbers.merge(key, 1, Integer::sum);
    var record =
        OutboxEntry.Publish.newBuilder()
            .setTopic(Topics.ORDER_COMMANDS)
            .setKey(key)
            .setValue(ByteString.copyFromUtf8(String.valueOf(number)))
            .build();
    var held = keys.obtain(SUBJECT, Optional.empty()).toCompletableFuture().resultNow();
    return key.endsWith("s")
        ? OutboxEntries.publish(SUBJECT, (SubjectKey.Present) held, record)
        : OutboxEntry.newBuilder().setPublish(record).build().toByteArray();
  }

  private void appendSome(int count) {
    for (int i = 0; i < count; i++) {
      append(List.of(next("a"), next("b"), next("c" + i % 5), next("ds"), next("a")));
    }
  }

  private void awaitEmpty(ActorRef<DaemonMessage> daemon) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              daemon.tell(DaemonMessage.Tick.INSTANCE);
              return store.outbox(BUCKET, 1).toCompletableFuture().join().isEmpty();
            });
  }

  @Test
  void theOrderOfEachKeyIsKeptWhileTheBrokerGoesAndComesBack() throws Exception {
    var daemon = daemon();
    appendSome(20);
    kafka.close();
    appendSome(60);
    daemon.tell(DaemonMessage.Tick.INSTANCE);
    await().until(() -> !store.outbox(BUCKET, 1).toCompletableFuture().join().isEmpty());
    startKafka();
    appendSome(20);
    awaitEmpty(daemon);
    int all = numbers.values().stream().mapToInt(Integer::intValue).sum();
    var told = new HashMap<String, LinkedHashSet<Integer>>();
    TestKafka.read(servers, Topics.ORDER_COMMANDS, 2 * all, _ -> true, Duration.ofSeconds(5))
        .forEach(
            record ->
                told.computeIfAbsent(record.key(), _ -> new LinkedHashSet<>())
                    .add(Integer.parseInt(new String(record.value(), UTF_8))));
    assertThat(told.keySet()).isEqualTo(numbers.keySet());
    told.forEach(
        (key, first) ->
            assertThat(new ArrayList<>(first)).as(key).hasSize(numbers.get(key)).isSorted());
  }

  @Test
  void whatIsDamagedGoesToTheDeadLettersAsItIsAndHoldsNothingUp() {
    var garbage = new byte[] {8, -1, 0, 7};
    var other = new InMemoryKeys().obtain(SUBJECT, Optional.empty()).toCompletableFuture();
    var unopenable =
        OutboxEntries.publish(SUBJECT, other.resultNow(), OutboxEntry.Publish.getDefaultInstance());
    // a field that only a newer release knows
    var newer = new byte[] {(byte) 0xfa, 0x06, 0x00};
    next("ds");
    append(List.of(garbage, newer, unopenable, next("ds"), next("b")));
    var daemon = daemon();
    daemon.tell(DaemonMessage.Tick.INSTANCE);
    var letters =
        TestKafka.read(servers, Topics.OUTBOX_DEAD_LETTERS, 2, _ -> true, Duration.ofSeconds(20));
    assertThat(letters).extracting(letter -> letter.value()).containsExactly(garbage, unopenable);
    assertThat(letters)
        .extracting(letter -> new String(letter.headers().lastHeader("dead-letter-reason").value()))
        .containsExactly("NOT_AN_ENTRY", "SEAL_BROKEN");
    assertThat(letters)
        .extracting(
            letter -> new String(letter.headers().lastHeader("dead-letter-partition").value()))
        .containsOnly(String.valueOf(BUCKET));
    assertThat(TestKafka.read(servers, Topics.ORDER_COMMANDS, 2, _ -> true, Duration.ofSeconds(20)))
        .hasSize(2);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(store.outbox(BUCKET, 10).toCompletableFuture().join())
                    .extracting(item -> item.entry())
                    .containsExactly(newer));
  }
}
