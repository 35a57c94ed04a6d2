package switchboard.kafka;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The section {@code switchboard.kafka}; {@code kafka.conf} says what each key means.
 *
 * @param producer the section {@code pekko.kafka.producer}
 */
public record KafkaSettings(
    String bootstrapServers,
    TopicSettings topics,
    PublisherSettings publisher,
    ReplySettings replies,
    Config producer) {

  /** How topics are created: partitions 1 or more, replicas 1 or more. */
  public record TopicSettings(
      int partitions, int deadLetterPartitions, short replication, Duration timeout) {
    public TopicSettings {
      positive("topics.partitions", partitions);
      positive("topics.dead-letter-partitions", deadLetterPartitions);
      positive("topics.replication", replication);
    }
  }

  /** Bounds of what waits to be published. */
  public record PublisherSettings(int pendingMax, Duration closeTimeout) {
    public PublisherSettings {
      positive("publisher.pending-max", pendingMax);
    }
  }

  /** How replies are consumed and retried. */
  public record ReplySettings(
      String group, int parallelism, Retry attempt, Retry restart, int attemptsMax) {
    public ReplySettings {
      positive("replies.parallelism", parallelism);
      positive("replies.attempts-max", attemptsMax);
    }
  }

  /** A back-off that doubles from {@code min} to {@code max}. */
  public record Retry(Duration min, Duration max) {
    public Retry {
      if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
        throw new IllegalArgumentException(
            "switchboard.kafka: a back-off needs 0 < min <= max: " + min + " to " + max);
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
    var servers = own.getString("bootstrap-servers");
    if (servers.isBlank()) {
      throw new IllegalArgumentException(
          "switchboard.kafka.bootstrap-servers is empty: name at least one host:port");
    }
    return new KafkaSettings(
        servers,
        new TopicSettings(
            own.getInt("topics.partitions"),
            own.getInt("topics.dead-letter-partitions"),
            (short) own.getInt("topics.replication"),
            own.getDuration("topics.timeout")),
        new PublisherSettings(
            own.getInt("publisher.pending-max"), own.getDuration("publisher.close-timeout")),
        new ReplySettings(
            own.getString("replies.group"),
            own.getInt("replies.parallelism"),
            retry(own.getConfig("replies.attempt")),
            retry(own.getConfig("replies.restart")),
            own.getInt("replies.attempts-max")),
        root.getConfig("pekko.kafka.producer"));
  }

  private static Retry retry(Config section) {
    return new Retry(section.getDuration("min"), section.getDuration("max"));
  }

  private static void positive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "switchboard.kafka." + key + " must be 1 or more, not " + value);
    }
  }
}
