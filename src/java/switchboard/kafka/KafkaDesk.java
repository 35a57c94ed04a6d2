package switchboard.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import switchboard.kafka.GroupLook.Front;
import switchboard.kafka.GroupLook.Position;

/**
 * What an operator sees of the brokers: the product's topics, and who is how far in them. Changes
 * nothing. For one thread, and it blocks; every method throws {@link KafkaFailure} if Kafka does
 * not answer in time.
 */
public final class KafkaDesk implements AutoCloseable {
  private final Brokers brokers;
  private final Duration patience;
  private final AdminCalls client;

  private KafkaDesk(Brokers brokers, Duration patience, AdminCalls client) {
    this.brokers = brokers;
    this.patience = patience;
    this.client = client;
  }

  /**
   * Connects when it is first asked.
   *
   * @param patience how long Kafka may take for one answer
   */
  public static KafkaDesk connect(Brokers brokers, Duration patience) {
    var millis = String.valueOf(patience.toMillis());
    return asking(
        brokers,
        patience,
        () ->
            new KafkaDesk(
                brokers,
                patience,
                new AdminCalls(
                    Admin.create(
                        brokers.properties(
                            Map.of(
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis))),
                    patience)));
  }

  /** Every topic of the product, also those that do not exist, in the order of their names. */
  public List<TopicLook> topics() {
    return asking(() -> new TopicReader(client).topics());
  }

  /**
   * How far groups are.
   *
   * @param expected groups that are there even if nobody has read anything yet, with the topics
   *     that they have to read
   * @param only the groups to look at; if empty, those expected, every other that reads a topic of
   *     the product, and {@link GroupLook#NOBODY} with the commands that no group reads
   */
  public List<GroupLook> groups(Map<String, List<String>> expected, Collection<String> only) {
    return asking(() -> new GroupReader(client).groups(expected, only));
  }

  /** The first record that is not handled there; empty if there is none. */
  public Optional<Front> front(Position at) {
    return asking(
        () -> {
          try (var log = new LetterLog(brokers, patience)) {
            return log.one(new TopicPartition(at.topic(), at.partition()), at.next())
                .map(KafkaDesk::front);
          }
        });
  }

  private static Front front(ConsumerRecord<byte[], byte[]> record) {
    return new Front(
        record.offset(),
        record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
        Instant.ofEpochMilli(record.timestamp()));
  }

  private <R> R asking(Supplier<R> question) {
    return asking(brokers, patience, question);
  }

  private static <R> R asking(Brokers brokers, Duration patience, Supplier<R> question) {
    try {
      return question.get();
    } catch (KafkaException | DeadLetterFailure failure) {
      throw new KafkaFailure(
          "Kafka at %s does not answer as it should within %d s (%s): see whether it runs"
              .formatted(brokers.servers(), patience.toSeconds(), failure.getMessage()),
          failure);
    }
  }

  @Override
  public void close() {
    client.admin().close(Duration.ZERO);
  }
}
