package switchboard.kafka;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.kafka.CommitterSettings;
import org.apache.pekko.kafka.ConsumerMessage.Committable;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.Subscriptions;
import org.apache.pekko.kafka.javadsl.Committer;
import org.apache.pekko.kafka.javadsl.Consumer;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.kafka.KafkaSettings.ReplySettings;

/**
 * Hands the services' answers to the sagas that wait for them.
 *
 * <p>A reply's offset is committed only after its handler said that the saga has recorded it, or
 * after the reply is among the dead letters. So each is handed over at least once: again after a
 * failure of the handler, of this process or of a commit. Replies of one saga share a partition and
 * are started in its order, but not one after the other: the saga recognises repeats and late ones
 * by the step key. A reply that its saga cannot record holds up this node's later ones, within the
 * bound of {@code replies.parallelism}, until it is recorded or another node takes over.
 */
public final class ReplyStage {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyStage.class);

  private final ActorSystem<?> system;
  private final ReplySettings settings;
  private final KafkaPublisher publisher;
  private final Function<SagaReplyMessage, CompletionStage<Done>> handler;
  private final ConsumerSettings<byte[], byte[]> consumer;
  private volatile Consumer.Control control = Consumer.createNoopControl();
  private volatile boolean stopping;
  private UniqueKillSwitch killSwitch;
  private CompletionStage<Done> completion;

  private ReplyStage(
      ActorSystem<?> system,
      KafkaSettings kafka,
      KafkaPublisher publisher,
      Function<SagaReplyMessage, CompletionStage<Done>> handler) {
    this.system = system;
    this.settings = kafka.replies();
    this.publisher = publisher;
    this.handler = handler;
    this.consumer =
        ConsumerSettings.create(system, new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .withBootstrapServers(kafka.bootstrapServers())
            .withGroupId(settings.group());
  }

  /**
   * Starts consuming, and drains when the node leaves.
   *
   * @param handler completes when the saga has recorded the reply, also when it knew it already;
   *     fails when it could not, and is then called again; fails with {@link
   *     UnroutableReplyException} when it never can
   */
  public static ReplyStage start(
      ActorSystem<?> system,
      KafkaSettings settings,
      KafkaPublisher publisher,
      Function<SagaReplyMessage, CompletionStage<Done>> handler) {
    var stage = new ReplyStage(system, settings, publisher, handler);
    stage.run();
    CoordinatedShutdown.get(system)
        .addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "drain-saga-replies", stage::stop);
    return stage;
  }

  /**
   * Completes when the stage has ended: normally after a stop, and with the failure if it ended by
   * itself, which no fault of broker or handler makes it do. A node without its stage must not stay
   * up as if nothing were wrong.
   */
  public CompletionStage<Done> completion() {
    return completion;
  }

  /** Takes no more replies, waits for those handed over, commits them, and completes. */
  public CompletionStage<Done> stop() {
    stopping = true;
    return control.drainAndShutdown(completion, system.executionContext());
  }

  /** Ends the stage at once, as a crash would: what was handed over is not committed. */
  void abort() {
    stopping = true;
    killSwitch.abort(new IllegalStateException("The reply stage was aborted"));
  }

  private void run() {
    var restart = RestartSettings.create(settings.restart().min(), settings.restart().max(), 0.2);
    var running =
        RestartSource.onFailuresWithBackoff(restart, this::consume)
            .viaMat(KillSwitches.single(), Keep.right())
            .toMat(Sink.ignore(), Keep.both())
            .run(system);
    killSwitch = running.first();
    completion = running.second();
    completion.whenComplete(
        (_, failure) -> {
          if (!stopping) {
            LOG.error("The reply stage ended although nobody stopped it", failure);
          }
        });
  }

  // Source, handling and committer fail and start together: offsets never go to a dead consumer.
  private Source<Done, NotUsed> consume() {
    if (stopping) {
      return Source.empty();
    }
    return Consumer.committableSource(consumer, Subscriptions.topics(Set.copyOf(Topics.REPLIES)))
        .mapMaterializedValue(
            started -> {
              control = started;
              return NotUsed.getInstance();
            })
        .mapAsync(settings.parallelism(), this::handle)
        .via(Committer.flow(CommitterSettings.create(system)));
  }

  private CompletionStage<Committable> handle(CommittableMessage<byte[], byte[]> message) {
    var record = message.record();
    var handled =
        switch (ReplyDecoder.decode(record.topic(), record.headers(), record.value())) {
          case ReplyDecoder.Reply(var reply) -> deliver(record, reply, 1);
          case ReplyDecoder.Garbage(var reason) -> bury(record, reason, 1, 1);
        };
    return handled.thenApply(_ -> message.committableOffset());
  }

  private CompletionStage<Done> deliver(
      ConsumerRecord<byte[], byte[]> record, SagaReplyMessage reply, int attempt) {
    return call(reply)
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof UnroutableReplyException unroutable
                    ? bury(record, unroutable.getMessage(), attempt, 1)
                    : again(attempt, failure, () -> deliver(record, reply, attempt + 1)));
  }

  private CompletionStage<Done> call(SagaReplyMessage reply) {
    try {
      return handler.apply(reply);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedStage(failure);
    }
  }

  private CompletionStage<Done> bury(
      ConsumerRecord<byte[], byte[]> record, String reason, int attempt, int publication) {
    LOG.atWarn()
        .addKeyValue("reason", reason)
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .log("A reply cannot be handled and goes to the dead letters");
    return publisher
        .publish(DeadLetter.of(record, reason, attempt))
        .thenApply(_ -> Done.getInstance())
        .exceptionallyCompose(
            failure ->
                again(publication, failure, () -> bury(record, reason, attempt, publication + 1)));
  }

  private CompletionStage<Done> again(
      int attempt, Throwable failure, Callable<CompletionStage<Done>> next) {
    if (attempt >= settings.attemptsMax() || stopping) {
      return CompletableFuture.failedStage(failure);
    }
    LOG.atDebug().addKeyValue("attempt", attempt).setCause(failure).log("A reply is retried");
    return Patterns.after(settings.attempt().after(attempt), system, next);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
