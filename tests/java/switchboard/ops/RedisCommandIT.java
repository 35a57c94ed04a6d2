package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.fakes.SilentProxy;
import switchboard.journal.RedisCluster;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;

@Timeout(60)
class RedisCommandIT {
  @TempDir Path dir;

  private RedisServer redis(Fsync fsync) {
    return RedisServer.start(RedisServer.freePort(), dir.resolve("redis"), fsync);
  }

  @Test
  void everyFindingHasALevelAndWhatIsNotWellARemedy() throws Exception {
    try (var redis = redis(Fsync.EVERYSEC)) {
      var run = CommandRun.of("redis", "check", "--redis", redis.uri());
      assertThat(run.exitCode()).as(run.toString()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(run.out().lines())
          .anyMatch(it -> it.matches("WARN +durability +127.* appendfsync is everysec.*"))
          .anyMatch(it -> it.matches(" +do: CONFIG SET appendfsync always.*"))
          .anyMatch(it -> it.matches("WARN +store +- +the store is empty.*"))
          .anyMatch(it -> it.matches("OK +eviction +127.* noeviction, and no key.*"));
      var json =
          new JsonMapper()
              .readTree(
                  CommandRun.of("redis", "check", "--redis", redis.uri(), "--output", "json")
                      .out());
      assertThat(json.get("findings")).hasSizeGreaterThan(10);
      assertThat(json.at("/findings").findValuesAsText("level")).contains("OK", "WARN");
    }
  }

  @Test
  void everyMasterOfAClusterIsChecked() {
    try (var cluster = RedisCluster.planned()) {
      cluster.start();
      var run =
          CommandRun.of("redis", "check", "--redis", cluster.uri(), "--redis-mode", "cluster");
      assertThat(run.exitCode()).as(run.toString()).isZero();
      assertThat(run.out().lines().filter(it -> it.startsWith("OK     cluster"))).hasSize(3);
      var keys =
          CommandRun.of("redis", "keys", "--redis", cluster.uri(), "--redis-mode", "cluster");
      assertThat(keys.out()).contains("there are no keys", "0 keys looked at, which are all");
    }
  }

  @Test
  void keysAreATableByKind() {
    try (var redis = redis(Fsync.EVERYSEC)) {
      RedisCluster.ask(redis.port(), "SET sb:{1}:c:session|t/a x");
      RedisCluster.ask(redis.port(), "SET stranger x");
      var run = CommandRun.of("redis", "keys", "--redis", redis.uri());
      assertThat(run.exitCode()).as(run.toString()).isZero();
      assertThat(run.out().lines())
          .anyMatch(it -> it.matches("documents \\(c\\) +session +1 .* 1 +1"))
          .anyMatch(it -> it.matches("not ours \\(other\\) +- +1 .* 1 +-"))
          .contains("  sb:{1}:c:session|t/a", "  stranger");
      var other = CommandRun.of("redis", "keys", "--redis", redis.uri(), "--key-prefix", "two");
      assertThat(other.out()).contains("2 keys are not ours");
      assertThat(CommandRun.of("redis", "keys", "--redis", redis.uri(), "--sample", "0").exitCode())
          .isEqualTo(1);
    }
  }

  @Test
  void aStoreThatIsAwayOrSilentIsOneLineWithinTenSeconds() throws Exception {
    var away = "redis://127.0.0.1:" + RedisServer.freePort();
    try (var redis = redis(Fsync.EVERYSEC);
        var proxy = new SilentProxy(new java.net.InetSocketAddress("127.0.0.1", redis.port()))) {
      proxy.fallSilent();
      var silent = "redis://127.0.0.1:" + proxy.address().getPort();
      for (var uri : List.of(away, silent)) {
        for (var command : List.of("check", "keys")) {
          long began = System.nanoTime();
          var run = CommandRun.of("redis", command, "--redis", uri);
          assertThat(Duration.ofNanos(System.nanoTime() - began))
              .isLessThan(Duration.ofSeconds(10));
          assertThat(run.exitCode()).isEqualTo(1);
          assertThat(run.out()).isEmpty();
          assertThat(run.err()).hasLineCount(1).contains(uri.substring("redis://".length()));
        }
      }
    }
  }

  @Test
  void aConfigurationSaysWhereAndHowAndAWrongOneIsNamed() throws Exception {
    var conf = dir.resolve("node.conf");
    try (var redis = redis(Fsync.ALWAYS)) {
      Files.writeString(
          conf,
          """
          include "switchboard.conf"
          switchboard.redis { uri = "%s", store-id = "of-another-store" }
          switchboard.privacy.key-encryption-keys = "%s"
          """
              .formatted(redis.uri(), FaultRig.FIRST_KEY));
      var run = CommandRun.of("redis", "check", "--config", conf.toString());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).contains("BAD    store", "it was emptied or swapped");
      assertThat(run.err()).isEqualTo("switchboard: 1 findings are BAD: see above\n");
    }
    Files.writeString(conf, "include \"switchboard.conf\"\nswitchboard.redis.mode = twin\n");
    assertThat(CommandRun.of("redis", "check", "--config", conf.toString()).err())
        .hasLineCount(1)
        .contains("switchboard.redis.mode must be standalone or cluster");
    assertThat(CommandRun.of("redis", "check", "--data", dir.toString()).err())
        .hasLineCount(1)
        .contains("no system runs from", "--redis");
    assertThat(CommandRun.of("redis").exitCode()).isEqualTo(2);
  }
}
