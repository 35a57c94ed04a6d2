package switchboard.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells how many records this product's consumer groups have not committed yet. The brokers are
 * asked, not the consumers: one that is stuck has stopped to fetch, and then counts nothing as
 * waiting; and one that is gone says nothing at all.
 */
public final class GroupLags implements AutoCloseable {
  private static final String PATIENCE_MILLIS = "2000";

  private final Brokers brokers;
  private final Map<String, List<String>> topicsByGroup;
  private Admin admin;
  private boolean closed;

  /** Connects with the first question. */
  public GroupLags(KafkaSettings settings) {
    this.brokers = settings.brokers();
    this.topicsByGroup =
        new TreeMap<>(
            Map.of(
                settings.replies().group(), Topics.REPLIES,
                settings.events().group(), Topics.EVENTS));
  }

  /**
   * How many records wait for each group, in the order of the groups' names. Fails if the brokers
   * do not answer within about two seconds, with the client's error.
   */
  public CompletionStage<Map<String, Long>> lags() {
    return byTopic().thenApply(GroupLags::sums);
  }

  private static Map<String, Long> sums(Map<String, Map<String, Long>> lags) {
    var sums = new TreeMap<String, Long>();
    lags.forEach(
        (group, topics) ->
            sums.put(group, topics.values().stream().mapToLong(Long::longValue).sum()));
    return sums;
  }

  /** Which groups read which topics. */
  public Map<String, List<String>> topics() {
    return topicsByGroup;
  }

  /** As {@link #lags}, for each topic of each group. */
  public CompletionStage<Map<String, Map<String, Long>>> byTopic() {
    return plain(read());
  }

  /** The client's futures refuse to be given a time limit by others. */
  private static <T> CompletionStage<T> plain(CompletionStage<T> clients) {
    var plain = new CompletableFuture<T>();
    clients.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            plain.complete(value);
          } else {
            plain.completeExceptionally(failure);
          }
        });
    return plain;
  }

  private CompletionStage<Map<String, Map<String, Long>>> read() {
    Admin client;
    try {
      client = connected();
    } catch (RuntimeException unusable) {
      return CompletableFuture.failedStage(unusable);
    }
    var topics = topicsByGroup.values().stream().flatMap(List::stream).toList();
    return client
        .describeTopics(topics)
        .allTopicNames()
        .toCompletionStage()
        .thenApply(GroupLags::partitions)
        .thenCompose(
            partitions ->
                committed(client)
                    .thenCombine(offsets(client, partitions, OffsetSpec.earliest()), Reading::new)
                    .thenCombine(offsets(client, partitions, OffsetSpec.latest()), this::waiting));
  }

  private record Reading(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      Map<TopicPartition, Long> beginnings) {
    /** A group that never committed begins with what there is. */
    long next(String group, TopicPartition at) {
      var offset = committed.getOrDefault(group, Map.of()).get(at);
      return Math.max(beginnings.get(at), offset == null ? 0 : offset.offset());
    }
  }

  private Map<String, Map<String, Long>> waiting(Reading reading, Map<TopicPartition, Long> ends) {
    var lags = new TreeMap<String, Map<String, Long>>();
    topicsByGroup.forEach(
        (group, topics) -> {
          var waiting = new TreeMap<String, Long>();
          topics.forEach(topic -> waiting.put(topic, 0L));
          ends.forEach(
              (at, end) ->
                  waiting.computeIfPresent(
                      at.topic(), (_, sum) -> sum + Math.max(0, end - reading.next(group, at))));
          lags.put(group, waiting);
        });
    return lags;
  }

  private static List<TopicPartition> partitions(Map<String, TopicDescription> topics) {
    return topics.values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(at -> new TopicPartition(topic.name(), at.partition())))
        .toList();
  }

  private CompletionStage<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed(
      Admin client) {
    var specs = new HashMap<String, ListConsumerGroupOffsetsSpec>();
    topicsByGroup.keySet().forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
    return client.listConsumerGroupOffsets(specs).all().toCompletionStage();
  }

  private static CompletionStage<Map<TopicPartition, Long>> offsets(
      Admin client, Collection<TopicPartition> of, OffsetSpec spec) {
    return client
        .listOffsets(of.stream().collect(Collectors.toMap(at -> at, _ -> spec)))
        .all()
        .toCompletionStage()
        .thenApply(
            found ->
                found.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset())));
  }

  private synchronized Admin connected() {
    if (closed) {
      throw new IllegalStateException("the node ends");
    }
    if (admin == null) {
      admin =
          Admin.create(
              brokers.properties(
                  Map.of(
                      AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                      AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS)));
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
