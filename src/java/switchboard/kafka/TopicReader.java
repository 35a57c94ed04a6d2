package switchboard.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Reads what the brokers have of the product's topics. */
final class TopicReader {
  private final AdminCalls calls;
  private final Admin admin;

  TopicReader(AdminCalls calls) {
    this.calls = calls;
    this.admin = calls.admin();
  }

  List<TopicLook> topics() {
    var existing = calls.existing();
    var described = calls.answer(admin.describeTopics(existing).allTopicNames());
    var configs = configs(existing);
    var sizes = sizes();
    return Topics.all().stream()
        .sorted()
        .map(
            name ->
                described.containsKey(name)
                    ? look(described.get(name), configs.get(name), sizes)
                    : TopicLook.missing(name))
        .toList();
  }

  private static TopicLook look(
      TopicDescription topic, Config config, Optional<Map<String, Long>> sizes) {
    var partitions = topic.partitions();
    return new TopicLook(
        topic.name(),
        partitions.size(),
        partitions.stream().mapToInt(it -> it.replicas().size()).min().orElse(0),
        partitions.stream().mapToInt(it -> it.isr().size()).min().orElse(0),
        (int) partitions.stream().filter(TopicReader::isLeaderless).count(),
        Integer.parseInt(config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value()),
        Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value()),
        config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value(),
        sizes
            .map(all -> OptionalLong.of(all.getOrDefault(topic.name(), 0L)))
            .orElseGet(OptionalLong::empty));
  }

  private static boolean isLeaderless(TopicPartitionInfo partition) {
    return partition.leader() == null || partition.leader().isEmpty();
  }

  private Map<String, Config> configs(Collection<String> topics) {
    var resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return calls.answer(admin.describeConfigs(resources).all()).entrySet().stream()
        .collect(Collectors.toMap(it -> it.getKey().name(), Map.Entry::getValue));
  }

  /** Bytes by topic, over all brokers; empty if one of them does not tell. */
  private Optional<Map<String, Long>> sizes() {
    var brokers = calls.answer(admin.describeCluster().nodes()).stream().map(Node::id).toList();
    Map<String, Long> bytes = new HashMap<>();
    for (var directories :
        calls.answer(admin.describeLogDirs(brokers).allDescriptions()).values()) {
      for (var directory : directories.values()) {
        if (directory.error() != null) {
          return Optional.empty();
        }
        directory
            .replicaInfos()
            .forEach((at, replica) -> bytes.merge(at.topic(), replica.size(), Long::sum));
      }
    }
    return Optional.of(bytes);
  }
}
