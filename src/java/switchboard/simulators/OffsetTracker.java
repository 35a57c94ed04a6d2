package switchboard.simulators;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Which commands are answered, so that a commit never passes one that is not. */
final class OffsetTracker {
  private static final class Progress {
    final TreeSet<Long> open = new TreeSet<>();
    long next;
    long committed;
  }

  private final Map<TopicPartition, Progress> partitions = new HashMap<>();

  void received(TopicPartition partition, long offset) {
    var progress = partitions.computeIfAbsent(partition, _ -> new Progress());
    progress.open.add(offset);
    progress.next = offset + 1;
  }

  void done(TopicPartition partition, long offset) {
    var progress = partitions.get(partition);
    // A partition that moved away in between is its new owner's to commit.
    if (progress != null) {
      progress.open.remove(offset);
    }
  }

  void forget(Collection<TopicPartition> gone) {
    gone.forEach(partitions::remove);
  }

  /** The offsets to commit that have advanced since the last call. */
  Map<TopicPartition, OffsetAndMetadata> advanced() {
    var all = new HashMap<TopicPartition, OffsetAndMetadata>();
    partitions.forEach(
        (partition, progress) -> {
          long offset = progress.open.isEmpty() ? progress.next : progress.open.first();
          if (offset > progress.committed) {
            progress.committed = offset;
            all.put(partition, new OffsetAndMetadata(offset));
          }
        });
    return all;
  }
}
