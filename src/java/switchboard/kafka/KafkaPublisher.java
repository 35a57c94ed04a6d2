package switchboard.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.pekko.kafka.ProducerSettings;
import switchboard.stored.v1.OutboxEntry;
import switchboard.telemetry.Traces;
import switchboard.telemetry.Traces.Kind;

/**
 * Publishes records: at least once, and in the order of the calls for records of one key.
 *
 * <p>A call never blocks. Its stage completes when every in-sync copy has the record, and fails
 * when that could not be seen within the delivery timeout: the record may be in the topic all the
 * same. A caller that retries a failed record keeps a key's order only if it publishes the key's
 * next record after that.
 */
public final class KafkaPublisher implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final ExecutorService sender;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Traces traces;
  private final int pendingMax;
  private final Duration closeTimeout;
  private final long deliveryNanosMax;

  private KafkaPublisher(Producer<byte[], byte[]> producer, KafkaSettings settings, Traces traces) {
    this.producer = producer;
    this.traces = traces;
    this.pendingMax = settings.publisher().pendingMax();
    this.closeTimeout = settings.publisher().closeTimeout();
    var deliveryKey = "kafka-clients." + ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
    this.deliveryNanosMax = Duration.ofMillis(settings.producer().getLong(deliveryKey)).toNanos();
    // Kafka's send may block for metadata or buffer space; one thread of our own keeps the order.
    this.sender =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("kafka-publisher").factory());
  }

  /** As {@link #start(KafkaSettings, Traces)}, outside any trace. */
  public static KafkaPublisher start(KafkaSettings settings) {
    return start(settings, Traces.OFF);
  }

  /** Connects lazily: an unreachable broker shows in the first records' failures. */
  public static KafkaPublisher start(KafkaSettings settings, Traces traces) {
    var producer =
        ProducerSettings.create(
                settings.producer(), new ByteArraySerializer(), new ByteArraySerializer())
            .withBootstrapServers(settings.brokers().servers())
            .withProperties(settings.brokers().client())
            .createKafkaProducer();
    return new KafkaPublisher(producer, settings, traces);
  }

  /**
   * Publishes a stored entry as it is.
   *
   * <p>Fails with {@link RejectedExecutionException} if {@code publisher.pending-max} records wait
   * or the publisher is closed, else with the client's {@link KafkaException}.
   */
  public CompletionStage<Void> publish(OutboxEntry.Publish entry) {
    var record =
        new ProducerRecord<byte[], byte[]>(
            entry.getTopic(),
            entry.getKey().getBytes(StandardCharsets.UTF_8),
            entry.getValue().toByteArray());
    entry
        .getHeadersMap()
        .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    return traces.on() ? traced(record) : publish(record);
  }

  /**
   * The parent is what was stored with the entry; whoever reads the record gets the publication as
   * its parent, and hands that back with its answer.
   */
  private CompletionStage<Void> traced(ProducerRecord<byte[], byte[]> record) {
    var stored = Envelope.traceparent(record.headers());
    var hop = traces.begin("publish " + record.topic(), Kind.PRODUCER, stored);
    if (!hop.isKept()) {
      return publish(record);
    }
    Envelope.hand(record.headers(), hop.carried(stored).get());
    return publish(record)
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                hop.end();
              } else {
                hop.fail(failure.getClass().getSimpleName());
              }
            });
  }

  /**
   * Publishes an outbox's entry that cannot be read, as it is, to {@link
   * Topics#OUTBOX_DEAD_LETTERS}.
   *
   * @param id of the entry within the bucket's outbox
   * @param reason why it cannot be read, in upper snake case
   */
  public CompletionStage<Void> publishDamaged(int bucket, String id, byte[] entry, String reason) {
    return publish(DeadLetter.of(bucket, id, entry, reason));
  }

  CompletionStage<Void> publish(ProducerRecord<byte[], byte[]> record) {
    var result = new CompletableFuture<Void>();
    if (closed.get()) {
      result.completeExceptionally(new RejectedExecutionException("The publisher is closed"));
      return result;
    }
    if (pending.incrementAndGet() > pendingMax) {
      pending.decrementAndGet();
      result.completeExceptionally(
          new RejectedExecutionException("Too many records wait for Kafka: publish it later"));
      return result;
    }
    result.whenComplete((_, _) -> pending.decrementAndGet());
    long queuedNanos = System.nanoTime();
    try {
      sender.execute(() -> send(record, queuedNanos, result));
    } catch (RejectedExecutionException stopped) {
      result.completeExceptionally(stopped);
    }
    return result;
  }

  private void send(
      ProducerRecord<byte[], byte[]> record, long queuedNanos, CompletableFuture<Void> result) {
    // While the broker is away each send waits in turn: what waited too long fails without one.
    if (System.nanoTime() - queuedNanos > deliveryNanosMax) {
      result.completeExceptionally(
          new TimeoutException("The record waited for Kafka longer than the delivery timeout"));
      return;
    }
    try {
      producer.send(
          record,
          (_, failure) -> {
            if (failure == null) {
              result.complete(null);
            } else {
              result.completeExceptionally(failure);
            }
          });
    } catch (KafkaException | IllegalStateException refused) {
      result.completeExceptionally(refused);
    }
  }

  /** Waits for what is unacknowledged, up to {@code publisher.close-timeout}; the rest fails. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    sender.shutdown();
    try {
      if (!sender.awaitTermination(closeTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        sender.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      sender.shutdownNow();
      Thread.currentThread().interrupt();
    }
    producer.close(closeTimeout);
  }
}
