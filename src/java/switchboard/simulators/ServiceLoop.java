package switchboard.simulators;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a simulated service: everything but the producer's callbacks runs on it. */
final class ServiceLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);
  private static final Duration POLL_MAX = Duration.ofMillis(100);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

  /** Answers that may wait for their time; further commands stay in the topic. */
  private static final int WAITING_MAX = 10_000;

  private record Sent(Outgoing.Item item, boolean failed) {}

  private final ServiceRules rules;
  private final SimulatedWorld world;
  private final DialsFile dials;
  private final Ledger ledger;
  private final Consumer<String, byte[]> consumer;
  private final Producer<String, byte[]> producer;
  private final Outgoing outgoing = new Outgoing();
  private final OffsetTracker offsets = new OffsetTracker();
  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile boolean stopping;

  ServiceLoop(
      ServiceRules rules,
      SimulatedWorld world,
      DialsFile dials,
      Ledger ledger,
      Consumer<String, byte[]> consumer,
      Producer<String, byte[]> producer) {
    this.rules = rules;
    this.world = world;
    this.dials = dials;
    this.ledger = ledger;
    this.consumer = consumer;
    this.producer = producer;
  }

  CompletionStage<Void> ready() {
    return ready.minimalCompletionStage();
  }

  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  void run() throws IOException {
    try (ledger) {
      consumer.subscribe(List.of(rules.name() + ".commands"), rebalances());
      while (!stopping) {
        turn();
      }
      producer.close(CLOSE_MAX);
      settle();
      commitLast();
    } catch (IOException | RuntimeException failure) {
      LOG.error("The service cannot go on", failure);
      ready.completeExceptionally(failure);
      throw failure;
    } finally {
      producer.close(Duration.ZERO);
      consumer.close(CLOSE_MAX);
    }
  }

  // What cannot be committed any more is received again after the next start, and recognised.
  private void commitLast() {
    try {
      consumer.commitSync(offsets.advanced(), CLOSE_MAX);
    } catch (KafkaException failure) {
      LOG.warn("The last answers' commands could not be committed", failure);
    }
  }

  private void turn() throws IOException {
    try {
      for (var record : consumer.poll(outgoing.untilNext(System.nanoTime(), POLL_MAX))) {
        receive(record);
      }
    } catch (WakeupException asked) {
      LOG.debug("The service was asked to stop", asked);
    }
    sendDue();
    settle();
    var advanced = offsets.advanced();
    if (!advanced.isEmpty()) {
      consumer.commitAsync(
          advanced,
          (_, failure) -> {
            if (failure != null) {
              LOG.warn("A commit failed: the next one covers it", failure);
            }
          });
    }
    if (outgoing.size() > WAITING_MAX) {
      consumer.pause(consumer.assignment());
    } else if (!consumer.paused().isEmpty()) {
      consumer.resume(consumer.paused());
    }
  }

  private void receive(ConsumerRecord<String, byte[]> record) throws IOException {
    var from = new TopicPartition(record.topic(), record.partition());
    offsets.received(from, record.offset());
    var command = ServiceMessages.command(record);
    if (command.isPresent()) {
      serve(command.get(), from, record.offset());
    } else {
      LOG.atWarn()
          .addKeyValue("partition", from)
          .addKeyValue("offset", record.offset())
          .log("A record is no command and goes to the dead letters");
      var item =
          new Outgoing.Item(
              deadLetter(record), from, record.offset(), Optional.empty(), Optional.empty());
      outgoing.add(item, "", System.nanoTime());
    }
  }

  private void serve(ServiceCommand command, TopicPartition from, long offset) throws IOException {
    var dialled = dials.current();
    var now = Instant.now();
    int attempt = ledger.received(command, now);
    var answer = answer(command, attempt, dialled, now);
    if (dialled.silent()) {
      offsets.done(from, offset);
      return;
    }
    var record = ServiceMessages.reply(rules.name() + ".replies", rules.name(), command, answer);
    long latency = dialled.latency().millis(world.draw("latency", command.stepKey(), attempt));
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(latency);
    var item = new Outgoing.Item(record, from, offset, Optional.of(command), Optional.of(answer));
    outgoing.add(item, command.subject(), due);
    if (world.draw("duplicate", command.stepKey(), attempt) < dialled.duplicates()) {
      var copy = new Outgoing.Item(record, from, -1, item.command(), item.answer());
      outgoing.add(copy, command.subject(), due);
    }
  }

  // An error has no effect, so that a repeat of the step may still succeed; an effect is for good.
  private ServiceAnswer answer(ServiceCommand command, int attempt, Dials dialled, Instant now)
      throws IOException {
    var known = ledger.effect(command.stepKey());
    if (known.isPresent()) {
      return known.get();
    }
    if (world.draw("error", command.stepKey(), attempt) < dialled.errors()) {
      return ServiceAnswer.refused("SERVICE_ERROR", now);
    }
    var answer = rules.answer(world, command, now);
    ledger.effected(command, answer, now);
    return answer;
  }

  private void sendDue() {
    for (var due = next(); due.isPresent(); due = next()) {
      var item = due.get();
      producer.send(item.record(), (_, failure) -> sent.add(new Sent(item, failure != null)));
    }
  }

  private Optional<Outgoing.Item> next() {
    return outgoing.poll(System.nanoTime());
  }

  private void settle() throws IOException {
    for (var done = sent.poll(); done != null; done = sent.poll()) {
      var item = done.item();
      if (done.failed()) {
        LOG.warn("An answer could not be sent and is sent again");
        outgoing.add(
            item, item.command().map(ServiceCommand::subject).orElse(""), System.nanoTime());
      } else {
        if (item.command().isPresent() && item.answer().isPresent()) {
          ledger.answered(item.command().get(), item.answer().get(), Instant.now());
        }
        offsets.done(item.from(), item.offset());
      }
    }
  }

  private static ProducerRecord<String, byte[]> deadLetter(ConsumerRecord<String, byte[]> record) {
    var letter =
        new ProducerRecord<>(record.topic() + ".dead-letter", record.key(), record.value());
    record.headers().forEach(letter.headers()::add);
    letter.headers().add("dead-letter-reason", bytes("NOT_A_COMMAND"));
    letter.headers().add("dead-letter-topic", bytes(record.topic()));
    letter.headers().add("dead-letter-partition", bytes(String.valueOf(record.partition())));
    letter.headers().add("dead-letter-offset", bytes(String.valueOf(record.offset())));
    letter.headers().add("dead-letter-attempt", bytes("1"));
    return letter;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ConsumerRebalanceListener rebalances() {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        offsets.forget(partitions);
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
          ready.complete(null);
        }
      }
    };
  }
}
