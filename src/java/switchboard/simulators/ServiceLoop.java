package switchboard.simulators;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.simulators.ServiceDesk.Served;

/** The one thread that takes a simulated service's commands from Kafka and sends the answers. */
final class ServiceLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);
  private static final Duration POLL_MAX = Duration.ofMillis(100);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

  /** Between two commits: a commit costs as much as many commands. */
  private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Answers that may wait for their time; further commands stay in the topic. */
  private static final int WAITING_MAX = 10_000;

  private record Sent(Outgoing.Item item, boolean failed) {}

  private record Received(ServiceCommand command, TopicPartition from, long offset) {}

  private final ServiceRules rules;
  private final ServiceDesk desk;
  private final EventSender events;
  private final Consumer<String, byte[]> consumer;
  private final Producer<String, byte[]> producer;
  private final Outgoing outgoing = new Outgoing();
  private final OffsetTracker offsets = new OffsetTracker();
  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private long lastCommitNanos = System.nanoTime();
  private volatile boolean stopping;

  ServiceLoop(
      ServiceRules rules,
      ServiceDesk desk,
      EventSender events,
      Consumer<String, byte[]> consumer,
      Producer<String, byte[]> producer) {
    this.rules = rules;
    this.desk = desk;
    this.events = events;
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
    try {
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
      var records = consumer.poll(outgoing.untilNext(System.nanoTime(), POLL_MAX));
      if (!records.isEmpty()) {
        receive(records);
      }
    } catch (WakeupException asked) {
      LOG.debug("The service was asked to stop", asked);
    }
    events.sendAsked();
    sendDue();
    settle();
    commit();
    if (outgoing.size() > WAITING_MAX) {
      consumer.pause(consumer.assignment());
    } else if (!consumer.paused().isEmpty()) {
      consumer.resume(consumer.paused());
    }
  }

  private void commit() {
    if (System.nanoTime() - lastCommitNanos < COMMIT_NANOS) {
      return;
    }
    lastCommitNanos = System.nanoTime();
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
  }

  // All of a poll is decided and noted together before anything of it is answered.
  private void receive(Iterable<ConsumerRecord<String, byte[]>> records) throws IOException {
    var received = new ArrayList<Received>();
    for (var record : records) {
      var from = new TopicPartition(record.topic(), record.partition());
      offsets.received(from, record.offset());
      var command = ServiceMessages.command(record);
      if (command.isPresent()) {
        received.add(new Received(command.get(), from, record.offset()));
      } else {
        refuse(record, from);
      }
    }
    var served = desk.serve(received.stream().map(Received::command).toList());
    for (int i = 0; i < served.size(); i++) {
      answer(served.get(i), received.get(i).from(), received.get(i).offset());
    }
  }

  private void refuse(ConsumerRecord<String, byte[]> record, TopicPartition from) {
    LOG.atWarn()
        .addKeyValue("partition", from)
        .addKeyValue("offset", record.offset())
        .log("A record is no command and goes to the dead letters");
    var letter = ServiceMessages.deadLetter(record);
    outgoing.addUnordered(
        new Outgoing.Item(letter, from, record.offset(), Optional.empty()), System.nanoTime());
  }

  private void answer(Served served, TopicPartition from, long offset) {
    if (served.withheld() || served.lost()) {
      offsets.done(from, offset);
      return;
    }
    var record = ServiceMessages.reply(rules.name(), served.command(), served.answer());
    schedule(new Outgoing.Item(record, from, offset, Optional.of(served)), served.latencyMillis());
    served
        .copyMillis()
        .ifPresent(
            millis -> schedule(new Outgoing.Item(record, from, -1, Optional.of(served)), millis));
  }

  private void schedule(Outgoing.Item item, long millis) {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    var subject = item.served().filter(Served::inOrder).map(served -> served.command().subject());
    if (subject.isPresent()) {
      outgoing.add(item, subject.get(), due);
    } else {
      outgoing.addUnordered(item, due);
    }
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
    var answered = new ArrayList<Served>();
    var acknowledged = new ArrayList<Outgoing.Item>();
    for (var done = sent.poll(); done != null; done = sent.poll()) {
      if (done.failed()) {
        LOG.warn("An answer could not be sent and is sent again");
        schedule(done.item(), 0);
      } else {
        done.item().served().ifPresent(answered::add);
        acknowledged.add(done.item());
      }
    }
    if (!answered.isEmpty()) {
      desk.answered(answered);
    }
    acknowledged.forEach(item -> offsets.done(item.from(), item.offset()));
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
