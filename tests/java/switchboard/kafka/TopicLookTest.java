package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import switchboard.kafka.KafkaSettings.TopicSettings;
import switchboard.kafka.TopicLook.Complaint;
import switchboard.kafka.TopicLook.Level;

/** What is said of a topic. */
class TopicLookTest {
  private static final TopicSettings WANTED =
      new TopicSettings(12, 1, (short) 3, Duration.ofSeconds(1));

  private static List<Complaint> complaints(
      int partitions, int replicas, int inSync, int leaderless, int minInSync, String cleanup) {
    return new TopicLook(
            "order.replies",
            partitions,
            replicas,
            inSync,
            leaderless,
            minInSync,
            1,
            cleanup,
            OptionalLong.empty())
        .complaints(WANTED);
  }

  @Test
  void aTopicAsWantedIsNotComplainedOf() {
    assertThat(complaints(12, 3, 3, 0, 2, "delete")).isEmpty();
  }

  @Test
  void otherPartitionsThanConfiguredLetNoNodeStart() {
    assertThat(complaints(6, 3, 3, 0, 2, "delete"))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.BAD))
        .satisfies(it -> assertThat(it.evidence()).contains("6 partitions", "wants 12"));
    var letters =
        new TopicLook("order.replies.dead-letter", 1, 3, 3, 0, 2, 1, "delete", OptionalLong.of(1));
    assertThat(letters.complaints(WANTED)).isEmpty();
  }

  @Test
  void missingCopiesAreAWarningUntilRecordsAreRefused() {
    assertThat(complaints(12, 1, 1, 0, 1, "delete"))
        .extracting(Complaint::evidence)
        .containsExactly("1 copies, the configuration wants 3");
    assertThat(complaints(12, 3, 2, 0, 2, "delete"))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.WARN));
    assertThat(complaints(12, 3, 1, 0, 2, "delete"))
        .singleElement()
        .satisfies(it -> assertThat(it.evidence()).contains("records are refused"));
    assertThat(complaints(12, 3, 0, 4, 2, "delete"))
        .singleElement()
        .satisfies(it -> assertThat(it.evidence()).startsWith("4 partitions have no leader"));
    assertThat(complaints(12, 3, 3, 0, 1, "delete"))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.WARN));
  }

  @Test
  void aTopicThatForgetsOlderRecordsOfAKeyIsBad() {
    assertThat(complaints(12, 3, 3, 0, 2, "compact"))
        .singleElement()
        .satisfies(it -> assertThat(it.remedy()).contains("delete"));
  }

  @Test
  void aMissingTopicIsMadeByANode() {
    assertThat(TopicLook.missing("order.replies").complaints(WANTED))
        .singleElement()
        .satisfies(it -> assertThat(it.remedy()).contains("start a node"));
  }
}
