package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.local.RedisServer;
import switchboard.local.TestKafka;

/** A node that cannot start says what it lacks, and ends. */
class NodeStartIT {
  @TempDir Path dir;

  @Test
  void withoutRedisItNamesRedisAndTheKey() throws Exception {
    var overrides = overrides();
    overrides.add("switchboard.kafka.bootstrap-servers = \"" + TestKafka.shared().servers() + '"');
    overrides.add("switchboard.kafka.topics.partitions = 3");
    overrides.add("switchboard.redis.uri = \"redis://127.0.0.1:" + RedisServer.freePort() + '"');
    assertThatThrownBy(() -> Node.start(Optional.empty(), overrides))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("Redis (switchboard.redis.uri)");
  }

  @Test
  void withoutABrokerItNamesKafkaAndTheKey() {
    try (var redis = RedisServer.start(RedisServer.freePort(), dir, RedisServer.Fsync.EVERYSEC)) {
      var overrides = overrides();
      overrides.add("switchboard.redis.uri = \"" + redis.uri() + '"');
      overrides.add("switchboard.kafka.bootstrap-servers = \"127.0.0.1:1\"");
      assertThatThrownBy(() -> Node.start(Optional.empty(), overrides))
          .isInstanceOf(Node.StartFailure.class)
          .hasMessageContaining("Kafka (switchboard.kafka.bootstrap-servers)");
    }
  }

  @Test
  void aWrongConfigurationIsRefusedBeforeAnythingStarts() {
    for (var wrong :
        List.of(
            "switchboard.cluster.contact-points = [\"nowhere\"]",
            "switchboard.node.start-timeout = ",
            "switchboard.cluster.contact-points = 7")) {
      assertThatThrownBy(() -> Node.start(Optional.empty(), List.of(wrong)))
          .isInstanceOf(Node.StartFailure.class);
    }
    assertThatThrownBy(() -> Node.start(Optional.of(dir.resolve("none.conf")), List.of()))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("no readable file");
  }

  @Test
  void everyWrongKeyOfTheServicesIsNamedBeforeAnythingStarts() {
    var overrides = overrides();
    overrides.add("switchboard.services.payments.url = \"payments:80\"");
    overrides.add("switchboard.services.defaults.rate.per-second = 0");
    assertThatThrownBy(() -> Node.start(Optional.empty(), overrides))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("switchboard.services.payments.url: must be http://")
        .hasMessageContaining("switchboard.services.defaults.rate.per-second: must be a whole");
    var port = overrides();
    port.add("switchboard.operations.port = 70000");
    assertThatThrownBy(() -> Node.start(Optional.empty(), port))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("switchboard.operations.port must be 0 to 65535");
  }

  @Test
  void withoutKeyEncryptionKeysItSaysWhereToPutThem() {
    assertThatThrownBy(() -> Node.start(Optional.empty(), List.of()))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("no key-encryption key is given")
        .hasMessageContaining("switchboard.privacy.key-encryption-key-file")
        .hasMessageContaining("SWITCHBOARD_KEK");
    assertThatThrownBy(
            () ->
                Node.start(
                    Optional.empty(),
                    List.of("switchboard.privacy.key-encryption-keys = \"k1:notakey\"")))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("entry 1")
        .hasMessageNotContaining("notakey");
  }

  private static List<String> overrides() {
    var port = TestKafka.freePorts(1).getFirst();
    return new ArrayList<>(
        List.of(
            "pekko.coordinated-shutdown.exit-jvm = off",
            "pekko.loglevel = OFF",
            "pekko.cluster.jmx.enabled = off",
            "pekko.remote.artery.canonical.port = 0",
            "pekko.management.http.port = " + port,
            "switchboard.node.start-timeout = 3 s",
            "switchboard.privacy.key-encryption-keys = \"" + TestCluster.KEY_ENCRYPTION_KEY + '"',
            "switchboard.cluster.contact-points = [\"127.0.0.1:" + port + "\"]"));
  }
}
