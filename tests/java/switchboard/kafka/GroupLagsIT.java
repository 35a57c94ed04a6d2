package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.local.TestKafka;

/** How far groups are, as a real broker knows it. */
@Timeout(60)
class GroupLagsIT {
  private final String replies = "lags-replies-" + UUID.randomUUID();
  private final String events = "lags-events-" + UUID.randomUUID();

  private static Map<String, Long> lags(GroupLags lags) throws Exception {
    return lags.lags().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatWasNeverCommittedWaitsAndWhatIsCommittedDoesNot() throws Exception {
    var kafka = TestKafka.shared();
    var config =
        kafka
            .config()
            .withValue("switchboard.kafka.replies.group", ConfigValueFactory.fromAnyRef(replies))
            .withValue("switchboard.kafka.events.group", ConfigValueFactory.fromAnyRef(events));
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.servers());
    try (var lags = new GroupLags(KafkaSettings.from(config));
        var admin = Admin.create(client);
        var producer =
            new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
      var before = lags(lags);
      assertThat(before).containsOnlyKeys(events, replies);
      var last = 0L;
      for (int record = 0; record < 3; record++) {
        last =
            producer
                .send(new ProducerRecord<>(Topics.ORDER_REPLIES, 0, "nobody", "x"))
                .get(10, TimeUnit.SECONDS)
                .offset();
      }
      assertThat(lags(lags).get(replies)).isEqualTo(before.get(replies) + 3);
      assertThat(lags(lags).get(events)).isEqualTo(before.get(events));
      var at = new TopicPartition(Topics.ORDER_REPLIES, 0);
      admin
          .alterConsumerGroupOffsets(replies, Map.of(at, new OffsetAndMetadata(last)))
          .all()
          .get(10, TimeUnit.SECONDS);
      // of this partition only the last record waits now
      assertThat(lags(lags).get(replies)).isEqualTo(before.get(replies) + 3 - last);
    }
  }
}
