package switchboard.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import switchboard.kafka.GroupLook.Position;
import switchboard.kafka.GroupLook.Reader;

/** Reads how far groups are in the product's topics. */
final class GroupReader {
  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private final AdminCalls calls;
  private final Admin admin;

  GroupReader(AdminCalls calls) {
    this.calls = calls;
    this.admin = calls.admin();
  }

  List<GroupLook> groups(Map<String, List<String>> expected, Collection<String> only) {
    var existing = calls.existing();
    var names = new TreeSet<>(only.isEmpty() ? expected.keySet() : only);
    if (only.isEmpty()) {
      names.addAll(others());
    }
    var committed = committed(names);
    var all = new ArrayList<GroupLook>();
    for (var group : calls.answer(admin.describeConsumerGroups(names).all()).values()) {
      var topics = new ArrayList<>(expected.getOrDefault(group.groupId(), List.of()));
      topics.retainAll(existing);
      var offsets = committed.getOrDefault(group.groupId(), Map.of());
      var positions = positions(readers(group), offsets, topics, existing);
      if (!positions.isEmpty() || !only.isEmpty()) {
        all.add(new GroupLook(group.groupId(), group.state().toString(), positions));
      }
    }
    if (only.isEmpty()) {
      nobody(all, existing).ifPresent(all::add);
    }
    all.sort(Comparator.comparing(GroupLook::group));
    return all;
  }

  private List<String> others() {
    return calls.answer(admin.listConsumerGroups().all()).stream()
        .map(ConsumerGroupListing::groupId)
        .filter(name -> !name.equals(DeadLetters.GROUP))
        .toList();
  }

  /** The commands that no group reads. */
  private Optional<GroupLook> nobody(List<GroupLook> groups, List<String> existing) {
    var read =
        groups.stream()
            .flatMap(group -> group.positions().stream())
            .map(Position::topic)
            .collect(Collectors.toSet());
    var unread =
        Topics.COMMANDS.stream()
            .filter(topic -> existing.contains(topic) && !read.contains(topic))
            .toList();
    var positions = positions(Map.of(), Map.of(), unread, existing);
    return positions.isEmpty()
        ? Optional.empty()
        : Optional.of(new GroupLook(GroupLook.NOBODY, "Dead", positions));
  }

  private Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(Collection<String> groups) {
    var specs =
        groups.stream()
            .collect(Collectors.toMap(it -> it, _ -> new ListConsumerGroupOffsetsSpec()));
    return calls.answer(admin.listConsumerGroupOffsets(specs).all());
  }

  private static Map<TopicPartition, Reader> readers(ConsumerGroupDescription group) {
    Map<TopicPartition, Reader> readers = new HashMap<>();
    for (var member : group.members()) {
      var reader = new Reader(member.clientId(), member.host().replaceFirst("^/", ""));
      member.assignment().topicPartitions().forEach(at -> readers.put(at, reader));
    }
    return readers;
  }

  private List<Position> positions(
      Map<TopicPartition, Reader> readers,
      Map<TopicPartition, OffsetAndMetadata> committed,
      List<String> topics,
      List<String> existing) {
    var all = new TreeSet<>(ORDER);
    all.addAll(committed.keySet());
    all.addAll(readers.keySet());
    all.removeIf(at -> !existing.contains(at.topic()));
    calls
        .answer(admin.describeTopics(topics).allTopicNames())
        .values()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(it -> all.add(new TopicPartition(topic.name(), it.partition()))));
    var beginnings = offsets(all, OffsetSpec.earliest());
    var ends = offsets(all, OffsetSpec.latest());
    return all.stream()
        .map(
            at ->
                new Position(
                    at.topic(),
                    at.partition(),
                    committed.get(at) == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(committed.get(at).offset()),
                    beginnings.get(at),
                    ends.get(at),
                    Optional.ofNullable(readers.get(at))))
        .toList();
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> of, OffsetSpec spec) {
    var asked = of.stream().collect(Collectors.toMap(it -> it, _ -> spec));
    return calls.answer(admin.listOffsets(asked).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
  }
}
