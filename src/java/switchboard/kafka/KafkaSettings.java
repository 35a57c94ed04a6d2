package switchboard.kafka;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.session.SessionId;

/**
 * The section {@code switchboard.kafka}; {@code kafka.conf} says what each key means.
 *
 * @param eventTenant whose an unasked event is that names no tenant
 * @param producer the section {@code pekko.kafka.producer}
 */
public record KafkaSettings(
    Brokers brokers,
    TopicSettings topics,
    PublisherSettings publisher,
    StageSettings replies,
    StageSettings events,
    Optional<String> eventTenant,
    Config producer) {
  public KafkaSettings {
    if (replies.group().equals(events.group())) {
      throw new IllegalArgumentException(
          "switchboard.kafka.events.group is that of the replies: give each stage a group of its"
              + " own, or they take each other's partitions");
    }
    if (eventTenant.filter(tenant -> !SessionId.ID.matcher(tenant).matches()).isPresent()) {
      throw new IllegalArgumentException(
          "switchboard.kafka.events.tenant is no tenant's id: small letters, digits and hyphens,"
              + " at most 63, or \"\" for none");
    }
  }

  /** The nodes' consumer groups, with the topics that each reads. */
  public Map<String, List<String>> groups() {
    return Map.of(replies.group(), Topics.REPLIES, events.group(), Topics.EVENTS);
  }

  /** How topics are created: partitions 1 or more, replicas 1 or more. */
  public record TopicSettings(
      int partitions, int deadLetterPartitions, short replication, Duration timeout) {
    public TopicSettings {
      positive("topics.partitions", partitions);
      positive("topics.dead-letter-partitions", deadLetterPartitions);
      positive("topics.replication", replication);
    }

    /** How many partitions a topic has to have. */
    int partitionsOf(String topic) {
      return Topics.isDeadLetters(topic) ? deadLetterPartitions : partitions;
    }
  }

  /** Bounds of what waits to be published. */
  public record PublisherSettings(int pendingMax, Duration closeTimeout) {
    public PublisherSettings {
      positive("publisher.pending-max", pendingMax);
    }
  }

  /**
   * How a stage consumes and retries.
   *
   * @param section its name below {@code switchboard.kafka}
   * @param giveUp after how many failures that a record seems to cause itself it is buried
   */
  public record StageSettings(
      String section,
      String group,
      int parallelism,
      Retry attempt,
      Retry restart,
      int attemptsMax,
      int giveUp) {
    public StageSettings {
      if (group.isBlank()) {
        throw new IllegalArgumentException(
            "switchboard.kafka." + section + ".group is empty: name the consumer group");
      }
      positive(section + ".parallelism", parallelism);
      positive(section + ".attempts-max", attemptsMax);
      positive(section + ".give-up", giveUp);
      if (giveUp > attemptsMax) {
        throw new IllegalArgumentException(
            "switchboard.kafka.%s.give-up is %d and would never be reached: attempts-max is %d"
                .formatted(section, giveUp, attemptsMax));
      }
    }
  }

  /** A back-off that doubles from {@code min} to {@code max}. */
  public record Retry(Duration min, Duration max) {
    public Retry {
      if (!min.isPositive() || max.compareTo(min) < 0) {
        throw new IllegalArgumentException(
            "a back-off needs 0 < min <= max: " + min + " to " + max);
      }
    }

    /** The pause after the given failed attempt, counted from 1. */
    Duration after(int attempt) {
      var doubled = min.multipliedBy(1L << Math.clamp(attempt - 1, 0, 20));
      return doubled.compareTo(max) < 0 ? doubled : max;
    }
  }

  /**
   * Reads and checks the section.
   *
   * @param root the whole configuration
   * @throws IllegalArgumentException if a value is out of its range
   * @throws com.typesafe.config.ConfigException if a key is missing or of another type
   */
  public static KafkaSettings from(Config root) {
    var own = root.getConfig("switchboard.kafka");
    return new KafkaSettings(
        Brokers.configured(root),
        new TopicSettings(
            own.getInt("topics.partitions"),
            own.getInt("topics.dead-letter-partitions"),
            (short) own.getInt("topics.replication"),
            own.getDuration("topics.timeout")),
        new PublisherSettings(
            own.getInt("publisher.pending-max"), own.getDuration("publisher.close-timeout")),
        stage("replies", own.getConfig("replies")),
        stage("events", own.getConfig("events")),
        Optional.of(own.getString("events.tenant")).filter(tenant -> !tenant.isEmpty()),
        root.getConfig("pekko.kafka.producer"));
  }

  private static StageSettings stage(String name, Config section) {
    return new StageSettings(
        name,
        section.getString("group"),
        section.getInt("parallelism"),
        retry(name + ".attempt", section.getConfig("attempt")),
        retry(name + ".restart", section.getConfig("restart")),
        section.getInt("attempts-max"),
        section.getInt("give-up"));
  }

  private static Retry retry(String name, Config section) {
    try {
      return new Retry(section.getDuration("min"), section.getDuration("max"));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "switchboard.kafka." + name + ": " + wrong.getMessage(), wrong);
    }
  }

  private static void positive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "switchboard.kafka." + key + " must be 1 or more, not " + value);
    }
  }
}
