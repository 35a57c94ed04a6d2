package switchboard.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
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
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.kafka.KafkaSettings.StageSettings;

/**
 * Hands the records of some topics to those whom they concern.
 *
 * <p>A record's offset is committed only after its handler said that it is recorded, or after the
 * record is among the dead letters. So each is handed over at least once: again after a failure of
 * the handler, of this process or of a commit. Records of one key are handed over one after the
 * other, the next only when the one before is recorded or buried; records of other keys meanwhile,
 * up to {@code parallelism}. A record that cannot be recorded holds up this node's later ones,
 * within that bound, until it is recorded or another node takes over.
 *
 * <p>After a crash or a new start of the stage a handler may be given a record again while its
 * earlier call for it is still under way: it has to recognise repeats.
 */
public final class ConsumerStage<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerStage.class);

  private final ActorSystem<?> system;
  private final StageSettings settings;
  private final Set<String> topics;
  private final Decoder<T> decoder;
  private final KafkaPublisher publisher;
  private final Function<T, CompletionStage<Done>> handler;
  private final ConsumerSettings<byte[], byte[]> consumer;
  private volatile Consumer.Control control = Consumer.createNoopControl();
  private volatile boolean stopping;
  private UniqueKillSwitch killSwitch;
  private CompletionStage<Done> completion;

  private ConsumerStage(
      ActorSystem<?> system,
      Brokers brokers,
      StageSettings settings,
      Collection<String> topics,
      Decoder<T> decoder,
      KafkaPublisher publisher,
      Function<T, CompletionStage<Done>> handler) {
    this.system = system;
    this.settings = settings;
    this.topics = Set.copyOf(topics);
    this.decoder = decoder;
    this.publisher = publisher;
    this.handler = handler;
    this.consumer =
        ConsumerSettings.create(system, new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .withBootstrapServers(brokers.servers())
            .withProperties(brokers.client())
            .withGroupId(settings.group())
            .withClientId(clientId(system, settings.group()));
  }

  /** Tells an operator which node reads; several may share a host. */
  private static String clientId(ActorSystem<?> system, String group) {
    var node = system.address();
    return group
        + node.getHost().map(host -> "@" + host).orElse("")
        + node.getPort().map(port -> ":" + port).orElse("");
  }

  /**
   * Starts to hand the services' answers to the sagas, and drains when the node leaves.
   *
   * @param handler completes when the saga has recorded the reply, also when it knew it already;
   *     fails with {@link UnroutableException} when it never can, with {@link PoisonException} when
   *     the reply itself seems to be why it could not, and with anything else to be called again
   */
  public static ConsumerStage<SagaReplyMessage> replies(
      ActorSystem<?> system,
      KafkaSettings kafka,
      KafkaPublisher publisher,
      Function<SagaReplyMessage, CompletionStage<Done>> handler) {
    return start(
        "drain-saga-replies",
        new ConsumerStage<>(
            system,
            kafka.brokers(),
            kafka.replies(),
            Topics.REPLIES,
            new ReplyDecoder(),
            publisher,
            handler));
  }

  /**
   * Starts to hand over what services tell unasked, and drains when the node leaves.
   *
   * @param handler as that of {@link #replies}: completes when the event is recorded wherever it
   *     concerns somebody, also when nobody
   */
  public static ConsumerStage<ServiceEvent> events(
      ActorSystem<?> system,
      KafkaSettings kafka,
      KafkaPublisher publisher,
      Function<ServiceEvent, CompletionStage<Done>> handler) {
    return start(
        "drain-service-events",
        new ConsumerStage<>(
            system,
            kafka.brokers(),
            kafka.events(),
            Topics.EVENTS,
            new EventDecoder(kafka.eventTenant()),
            publisher,
            handler));
  }

  private static <T> ConsumerStage<T> start(String drain, ConsumerStage<T> stage) {
    stage.run();
    CoordinatedShutdown.get(stage.system)
        .addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), drain, stage::stop);
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

  /** Takes no more records, waits for those handed over, commits them, and completes. */
  public CompletionStage<Done> stop() {
    stopping = true;
    return control.drainAndShutdown(completion, system.executionContext());
  }

  /** Ends the stage at once, as a crash would: what was handed over is not committed. */
  void abort() {
    stopping = true;
    killSwitch.abort(new IllegalStateException("The consumer stage was aborted"));
  }

  /** What the Kafka client of the present run counts. */
  CompletionStage<Map<MetricName, Metric>> metrics() {
    return control.getMetrics();
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
            LOG.error("A consumer stage ended although nobody stopped it", failure);
          }
        });
  }

  // Source, handling and committer fail and start together: offsets never go to a dead consumer.
  private Source<Done, NotUsed> consume() {
    if (stopping) {
      return Source.empty();
    }
    var order = new KeyOrder();
    var handover = new Handover<>(system, settings, decoder, publisher, handler, () -> stopping);
    return Consumer.committableSource(consumer, Subscriptions.topics(topics))
        .mapMaterializedValue(this::started)
        .mapAsync(settings.parallelism(), message -> handle(order, handover, message))
        .via(Committer.flow(CommitterSettings.create(system)))
        .watchTermination(
            (notUsed, ended) -> {
              // What the run that ended had still to retry is the next run's now.
              ended.whenComplete((_, _) -> handover.end());
              return notUsed;
            });
  }

  private NotUsed started(Consumer.Control next) {
    control = next;
    if (stopping) {
      // The stop may have seen only the control before this one.
      next.shutdown();
    }
    return NotUsed.getInstance();
  }

  private CompletionStage<Committable> handle(
      KeyOrder order, Handover<T> handover, CommittableMessage<byte[], byte[]> message) {
    var record = message.record();
    return order
        .run(record.key(), () -> handover.handle(record))
        .thenApply(_ -> message.committableOffset());
  }
}
