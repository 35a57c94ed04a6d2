package switchboard.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.journal.Redis;
import switchboard.journal.RedisCluster;
import switchboard.journal.RedisStore;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;

/**
 * What an operator meets, built on the real parts: each fault is named, with its cause and what to
 * do, by at most two commands. The files in golden/faults have what they print.
 */
@Timeout(120)
class SeededFaultsIT {
  private static final String REPLIES = "order.replies";
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path dir;
  private static FaultRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = new FaultRig(dir);
  }

  @AfterAll
  static void stop() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  private static String config() {
    return rig.config().toString();
  }

  @Test
  void aPoisonRecord() throws Exception {
    var record = new ProducerRecord<>(REPLIES, "acme/poison.7", "no JSON".getBytes(UTF_8));
    reply(record, "acme/poison.7");
    rig.send(record);
    await().atMost(LONG).until(() -> rig.deadLetters().getOrDefault(REPLIES, 0L) == 1);
    new Golden("poison-record")
        .run("kafka", "lag", "--config", config())
        .run("dlq", "list", "--kafka", rig.brokers())
        .check("\\d+:\\d+(?= )", "PARTITION:OFFSET");
    rig.dropDeadLetters(REPLIES);
  }

  private static void reply(ProducerRecord<String, byte[]> record, String saga) {
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", saga + ":status",
            "ce_source", "/services/order",
            "ce_type", "switchboard.order.get-status.reply.v1",
            "ce_sagaid", saga,
            "ce_stepkey", saga + ":status",
            "ce_attempt", "1",
            "content-type", "application/json")
        .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
  }

  @Test
  void consumersThatLagBecauseTheStoreHangs() throws Exception {
    var body = "{\"ok\":true,\"reason\":\"\",\"facts\":{},\"asOf\":\"2026-11-22T10:15:31Z\"}";
    rig.signalRedis("STOP");
    try {
      for (int i = 0; i < 5; i++) {
        var record = new ProducerRecord<>(REPLIES, "acme/lagging.7", body.getBytes(UTF_8));
        reply(record, "acme/lagging.7");
        rig.send(record);
      }
      new Golden("consumer-lag")
          .run("kafka", "lag", "--config", config())
          .run("redis", "check", "--config", config())
          .check(
              "order.replies/(\\d) stands at \\d+",
              "order.replies/$1 stands at OFFSET",
              "(switchboard-sagas +order.replies +\\d) +(-|\\d+) +\\d+",
              "$1  OFFSET  END");
    } finally {
      rig.signalRedis("CONT");
    }
    // it goes on by itself: the saga is not known, which is said of each of them
    await().atMost(LONG).until(() -> rig.deadLetters().getOrDefault(REPLIES, 0L) == 5);
    rig.dropDeadLetters(REPLIES);
  }

  @Test
  void aMissingEncryptionKey() throws Exception {
    var session = rig.session("sealed", "echo");
    rig.say(session, "hello");
    rig.stopNode();
    rig.startNode(FaultRig.SECOND_KEY);
    try {
      assertThatThrownBy(() -> rig.say(session, "hello again")).isNotNull();
      new Golden("missing-encryption-key")
          .run("redis", "check", "--config", config())
          .check(
              "wrapped: \\d+ by", "wrapped: N by", "keys of \\d+ subjects", "keys of N subjects");
    } finally {
      rig.stopNode();
      rig.startNode(FaultRig.FIRST_KEY);
    }
    rig.say(session, "hello again");
  }

  /** On a system of its own, where nobody else says anything. */
  @Test
  void aHotShard() throws Exception {
    var quiet = new FaultRig(Files.createDirectory(dir.resolve("quiet")));
    try {
      var session = quiet.session("hot", "echo");
      for (int i = 0; i < 200; i++) {
        quiet.say(session, "again");
      }
      new Golden("hot-shard")
          .run("sharding", "stats", "--operations", quiet.operations())
          .check("(?<= )\\d+\\.\\d(?= |\\n)", "N");
    } finally {
      quiet.close();
    }
  }

  @Test
  void aRedisThatEvicts() throws Exception {
    var config = dir.resolve("evicting.conf");
    try (var redis =
        RedisServer.start(RedisServer.freePort(), dir.resolve("evicting"), Fsync.ALWAYS)) {
      Files.writeString(
          config, "include \"node.conf\"\nswitchboard.redis.uri = \"" + redis.uri() + "\"\n");
      var nodes = ActorSystem.create("nodes", Redis.config(redis.uri()));
      RedisStore.get(nodes).ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
      TestKit.shutdownActorSystem(nodes);
      // only what expires goes, so that what is left is the same each time
      RedisCluster.ask(redis.port(), "CONFIG SET maxmemory-policy volatile-ttl");
      RedisCluster.ask(redis.port(), "CONFIG SET maxmemory 3mb");
      for (int i = 0; i < 200; i++) {
        var key = "sb:{%d}:e:session|acme/s%d".formatted(i, i);
        RedisCluster.ask(redis.port(), "SET " + key + " " + "x".repeat(30_000) + " EX 86400");
      }
      assertThat(RedisCluster.ask(redis.port(), "INFO stats")).doesNotContain("evicted_keys:0");
      new Golden("evicting-redis")
          .run("redis", "check", "--config", config.toString())
          .check(
              "\\d+ keys were removed", "N keys were removed", "\\S+/evicting.conf", "NODE.CONF");
    }
  }
}
