package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.local.TestKafka;

/** Against the shared broker: other tests' records and groups may be there too. */
@Timeout(60)
class KafkaCommandIT {
  private static final String TOPIC = "logistics.replies";

  @TempDir Path dir;
  private TestKafka kafka;

  @BeforeEach
  void start() throws Exception {
    kafka = TestKafka.shared();
  }

  private CommandRun run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--kafka", kafka.servers()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void everyTopicIsShownAndComparedWithTheConfiguration() throws Exception {
    var wanted = dir.resolve("node.conf");
    Files.writeString(
        wanted, "include \"switchboard.conf\"\nswitchboard.kafka.topics.partitions = 3\n");
    var well = run("kafka", "topics", "--config", wanted.toString());
    assertThat(well.exitCode()).as(well.toString()).isZero();
    assertThat(well.out().lines())
        .anyMatch(it -> it.matches("order\\.replies +3 +1 +1 +7 days +delete +\\S+ K?M?B +OK"))
        .anyMatch(it -> it.matches("order\\.replies\\.dead-letter +1 .* OK"));
    var other = run("kafka", "topics");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out())
        .contains("BAD  order.replies: 3 partitions, the configuration wants 12");
    assertThat(other.err()).contains("findings are BAD");
    var json = new JsonMapper().readTree(run("kafka", "topics", "--output", "json").out());
    assertThat(json.get("topics")).hasSize(18);
    assertThat(json.at("/topics/0/findings/0/level").asText()).isEqualTo("BAD");
  }

  @Test
  void whatNobodyReadsIsNamedWithItsFirstRecordAndWhatToDo() throws Exception {
    var group = "lag-" + UUID.randomUUID();
    var key = "key-" + UUID.randomUUID();
    var at = send(key);
    var committed = Map.of(at.partition(), new OffsetAndMetadata(at.offset()));
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
      admin.alterConsumerGroupOffsets(group, committed).all().get(10, TimeUnit.SECONDS);
    }
    var lag = run("kafka", "lag", "--groups", group, "--wait", "0.1");
    assertThat(lag.exitCode()).isEqualTo(1);
    assertThat(lag.out())
        .contains(
            "UNREAD  %s: %s/%d stands at %d".formatted(group, TOPIC, at.number(), at.offset()))
        .contains("key " + key)
        .contains("do: the service is away");
    assertThat(lag.err()).isEqualTo("switchboard: 1 partitions do not get on: see above\n");
    var json =
        new JsonMapper()
            .readTree(
                run("kafka", "lag", "--groups", group, "--wait", "0.1", "--output", "json").out());
    assertThat(json.at("/groups/0/partitions/0/front/key").asText()).isEqualTo(key);
    assertThat(json.at("/groups/0/partitions/0/state").asText()).isEqualTo("UNREAD");
  }

  private record Sent(TopicPartition partition, long offset) {
    int number() {
      return partition.partition();
    }
  }

  private Sent send(String key) throws Exception {
    kafka.send(new ProducerRecord<>(TOPIC, key, new byte[] {1}));
    var record = kafka.read(TOPIC, 1, it -> key.equals(it.key())).getFirst();
    return new Sent(new TopicPartition(TOPIC, record.partition()), record.offset());
  }

  @Test
  void withoutReplicasThereIsLessThanWantedButNothingIsBad() throws Exception {
    var wanted = dir.resolve("node.conf");
    Files.writeString(
        wanted,
        "include \"switchboard.conf\"\nswitchboard.kafka.topics { partitions = 3, replication = 3"
            + " }\n");
    var run = run("kafka", "topics", "--config", wanted.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("WARN  order.replies: 1 copies, the configuration wants 3");
  }

  @Test
  void aBrokerThatIsAwayIsOneLineWithinTenSeconds() {
    var nobody = "127.0.0.1:" + TestKafka.freePorts(1).getFirst();
    for (var command : List.of("topics", "lag")) {
      long began = System.nanoTime();
      var run = CommandRun.of("kafka", command, "--kafka", nobody);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).hasLineCount(1).contains(nobody, "see whether it runs");
    }
    var none = CommandRun.of("kafka", "lag", "--data", dir.toString());
    assertThat(none.err()).hasLineCount(1).contains("no system runs from", "--kafka");
    assertThat(CommandRun.of("kafka").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("kafka", "lag", "--kafka", nobody, "--wait", "90").exitCode())
        .isEqualTo(2);
  }
}
