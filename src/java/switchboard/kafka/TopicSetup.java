package switchboard.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import switchboard.stages.Causes;

/**
 * Creates the topics that are missing and checks those that exist.
 *
 * <p>Any number of nodes may do this at the same time. A topic with another number of partitions is
 * an error: the order of a key's records would not survive a change.
 */
public final class TopicSetup {
  private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

  private final Admin admin;
  private final KafkaSettings.TopicSettings settings;
  private final long deadlineNanos;

  private TopicSetup(Admin admin, KafkaSettings.TopicSettings settings, long deadlineNanos) {
    this.admin = admin;
    this.settings = settings;
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * Completes when every topic of {@link Topics#all} exists as configured.
   *
   * <p>Fails with {@link IllegalStateException} if a topic has another number of partitions, and
   * with the client's error if no broker is known by name, or can be reached, within {@code
   * topics.timeout}.
   */
  public static CompletionStage<Void> ensure(KafkaSettings settings) {
    return ensure(settings, System.nanoTime() + settings.topics().timeout().toNanos());
  }

  private static CompletionStage<Void> ensure(KafkaSettings settings, long deadlineNanos) {
    Admin admin;
    try {
      admin = admin(settings);
    } catch (KafkaException unknownName) {
      // The name of a broker that starts beside this node may not be known yet.
      return System.nanoTime() - deadlineNanos < 0
          ? later(() -> ensure(settings, deadlineNanos))
          : CompletableFuture.failedStage(
              unknownName.getCause() == null ? unknownName : unknownName.getCause());
    }
    // Closing waits for the client's own thread, and the answer arrives on that very thread.
    return new TopicSetup(admin, settings.topics(), deadlineNanos)
        .createMissing()
        .whenCompleteAsync((_, _) -> admin.close(Duration.ofSeconds(1)));
  }

  private static Admin admin(KafkaSettings settings) {
    var timeoutMillis = String.valueOf(settings.topics().timeout().toMillis());
    return Admin.create(
        settings
            .brokers()
            .properties(
                Map.of(
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis)));
  }

  private static CompletionStage<Void> later(Supplier<CompletionStage<Void>> step) {
    return CompletableFuture.supplyAsync(
            step, CompletableFuture.delayedExecutor(RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS))
        .thenCompose(repeated -> repeated);
  }

  // What exists is checked first: a wrong configuration must not leave topics of its own behind.
  private CompletionStage<Void> createMissing() {
    return admin
        .listTopics()
        .names()
        .toCompletionStage()
        .thenCompose(
            existing -> {
              var present = Topics.all().stream().filter(existing::contains).toList();
              var missing = Topics.all().stream().filter(name -> !existing.contains(name)).toList();
              return check(present)
                  .thenCompose(_ -> create(missing))
                  .thenCompose(_ -> check(missing));
            })
        .exceptionallyCompose(this::again);
  }

  private CompletionStage<Void> create(List<String> missing) {
    var wanted =
        missing.stream()
            .map(name -> new NewTopic(name, settings.partitionsOf(name), settings.replication()))
            .toList();
    var created =
        admin.createTopics(wanted).values().values().stream()
            .map(future -> tolerateExisting(future.toCompletionStage()).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(created);
  }

  private static CompletionStage<Void> tolerateExisting(CompletionStage<Void> created) {
    return created.exceptionallyCompose(
        failure ->
            Causes.of(failure) instanceof TopicExistsException
                ? CompletableFuture.completedStage(null)
                : CompletableFuture.failedStage(failure));
  }

  private CompletionStage<Void> check(List<String> topics) {
    return admin
        .describeTopics(topics)
        .allTopicNames()
        .toCompletionStage()
        .thenAccept(found -> found.values().forEach(this::checkPartitions));
  }

  // A topic that was made or removed a moment ago may look different to every broker yet.
  private CompletionStage<Void> again(Throwable failure) {
    var retry =
        Causes.of(failure) instanceof UnknownTopicOrPartitionException
            && System.nanoTime() - deadlineNanos < 0;
    return retry ? later(this::createMissing) : CompletableFuture.failedStage(failure);
  }

  private void checkPartitions(TopicDescription found) {
    int expected = settings.partitionsOf(found.name());
    int actual = found.partitions().size();
    if (actual != expected) {
      throw new IllegalStateException(
          "Topic %s has %d partitions, the configuration says %d: set switchboard.kafka.topics"
                  .formatted(found.name(), actual, expected)
              + " to what the topic has, or move its records to a new topic");
    }
  }
}
