package switchboard.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One topic of the product as the brokers have it.
 *
 * @param partitions 0 if there is no such topic
 * @param replicas of each partition, the smallest number
 * @param inSync copies that are in step, the smallest number
 * @param leaderless partitions that no broker leads now
 * @param minInSync {@code min.insync.replicas}
 * @param retention {@code retention.ms}, -1 for ever
 * @param cleanup {@code cleanup.policy}
 * @param bytes of all copies on the brokers' disks; empty if they do not tell
 */
public record TopicLook(
    String name,
    int partitions,
    int replicas,
    int inSync,
    int leaderless,
    int minInSync,
    long retention,
    String cleanup,
    OptionalLong bytes) {
  /** How bad it is. */
  public enum Level {
    /** Records can be lost more easily than they should, or a node will put it right. */
    WARN,
    /** Records are refused, or no node starts. */
    BAD
  }

  /** What is not as it should be, with what to do about it. */
  public record Complaint(Level level, String evidence, String remedy) {}

  static TopicLook missing(String name) {
    return new TopicLook(name, 0, 0, 0, 0, 0, 0, "", OptionalLong.empty());
  }

  public boolean exists() {
    return partitions > 0;
  }

  /** Compared with what a node's configuration wants, and with what is safe. */
  public List<Complaint> complaints(KafkaSettings.TopicSettings wanted) {
    if (!exists()) {
      return List.of(
          new Complaint(Level.WARN, "there is no such topic", "start a node: it makes the topic"));
    }
    var all = new ArrayList<Complaint>();
    if (partitions != wanted.partitionsOf(name)) {
      all.add(
          new Complaint(
              Level.BAD,
              "%d partitions, the configuration wants %d: no node starts"
                  .formatted(partitions, wanted.partitionsOf(name)),
              "set switchboard.kafka.topics to what the topic has, or move its records to a new"
                  + " topic"));
    }
    if (replicas < wanted.replication()) {
      all.add(
          new Complaint(
              Level.WARN,
              "%d copies, the configuration wants %d".formatted(replicas, wanted.replication()),
              "kafka-reassign-partitions.sh gives it more; nodes see to new topics only"));
    }
    safety(all);
    return all;
  }

  private void safety(List<Complaint> all) {
    if (leaderless > 0) {
      all.add(
          new Complaint(
              Level.BAD,
              leaderless + " partitions have no leader: nothing can be written or read there",
              "bring the brokers back that hold them"));
    } else if (inSync < minInSync) {
      all.add(
          new Complaint(
              Level.BAD,
              "%d copies in step, min.insync.replicas is %d: records are refused"
                  .formatted(inSync, minInSync),
              "bring the missing brokers back; until then outboxes keep what is to be sent"));
    } else if (inSync < replicas) {
      all.add(
          new Complaint(
              Level.WARN,
              "%d of %d copies in step".formatted(inSync, replicas),
              "see which broker is away or slow"));
    }
    if (replicas >= 3 && minInSync < 2) {
      all.add(
          new Complaint(
              Level.WARN,
              "min.insync.replicas is " + minInSync + ": an acknowledged record may have one copy",
              "set min.insync.replicas of the topic to 2"));
    }
    if (cleanup.contains("compact")) {
      all.add(
          new Complaint(
              Level.BAD,
              "cleanup.policy is " + cleanup + ": records that follow others of their key go",
              "set cleanup.policy of the topic to delete"));
    }
  }
}
