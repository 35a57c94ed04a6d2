package switchboard.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import switchboard.kafka.Letter.Opened;
import switchboard.kafka.Letter.Place;

/**
 * What an operator does with dead letters: looks at them, gives them another chance, drops them.
 *
 * <p>A letter that was redriven or dropped is done, and stays in its topic until the broker removes
 * it. What is done is kept in Kafka, in the offsets of the group {@code switchboard-dlq}. Letters
 * are published first and marked done afterwards, up to 100 at a time: a crash in between redrives
 * them again, which their consumers recognise as they recognise every repeat. Two operators at the
 * same time may undo each other's marks: a letter is then open again, never lost.
 *
 * <p>For one thread, and it blocks. Every method throws {@link DeadLetterFailure} if Kafka does not
 * answer in time or if the topic has no dead letters. A topic may be named by its own name or by
 * that of its dead letters.
 */
public final class DeadLetters implements AutoCloseable {
  /** The group whose offsets say which letters are done. */
  static final String GROUP = "switchboard-dlq";

  /** How many letters are published before they are marked together. */
  static final int BATCH = 100;

  private final String bootstrapServers;
  private final LetterLog log;
  private final Redriver redriver;

  private DeadLetters(String bootstrapServers, LetterLog log, Redriver redriver) {
    this.bootstrapServers = bootstrapServers;
    this.log = log;
    this.redriver = redriver;
  }

  /**
   * Open letters, topic by topic, the oldest of each partition first.
   *
   * @param open how many there are in all
   */
  public record Listing(List<Letter> letters, long open) {
    public Listing {
      letters = List.copyOf(letters);
    }
  }

  /**
   * Connects when it is first used.
   *
   * @param patience how long Kafka may take for one answer
   */
  public static DeadLetters connect(Brokers brokers, Duration patience) {
    return asking(
        brokers.servers(),
        () ->
            new DeadLetters(
                brokers.servers(),
                new LetterLog(brokers, patience),
                new Redriver(brokers, patience)));
  }

  /**
   * The open letters of one topic or of all.
   *
   * @param limit how many are returned at most; all are counted
   */
  public Listing list(Optional<String> topic, int limit) {
    return asking(
        () -> {
          var letters = new ArrayList<Letter>();
          long open = 0;
          for (var at : log.partitions(topic.map(DeadLetters::named))) {
            var marks = log.marks(at);
            long end = log.end(at);
            open += marks.open(end);
            if (letters.size() < limit) {
              log.read(at, marks.before(), end, batch -> take(batch, marks, letters, limit));
            }
          }
          return new Listing(letters, open);
        });
  }

  /** How many letters are open, by the topic that they came from; those with none are left out. */
  public Map<String, Long> open() {
    return asking(
        () -> {
          Map<String, Long> open = new TreeMap<>();
          for (var at : log.partitions(Optional.empty())) {
            long some = log.marks(at).open(log.end(at));
            if (some > 0) {
              open.merge(Topics.origin(at.topic()), some, Long::sum);
            }
          }
          return open;
        });
  }

  private static boolean take(
      List<ConsumerRecord<byte[], byte[]>> batch,
      DoneMarks marks,
      List<Letter> letters,
      int limit) {
    batch.stream()
        .filter(record -> !marks.isDone(record.offset()))
        .limit(limit - letters.size())
        .map(Letter::of)
        .forEach(letters::add);
    return letters.size() < limit;
  }

  /** Opens one letter, also one that is done; empty if the topic does not have it. */
  public Optional<Opened> read(String topic, Place place) {
    return asking(
        () -> log.one(log.partition(named(topic), place), place.offset()).map(Letter::open));
  }

  /**
   * Publishes letters to the topic that they came from and marks them done.
   *
   * @param places all of them open, or nothing is done
   * @param reason the operator's, which is logged; no personal data
   * @return how many
   */
  public int redrive(String topic, Collection<Place> places, String reason) {
    return asking(() -> some(named(topic), places, redriving(reason)));
  }

  /** As {@link #redrive}, for all that are open now. */
  public int redriveAll(String topic, String reason) {
    return asking(() -> all(named(topic), redriving(reason)));
  }

  /** Marks letters done without anything else, for good; as {@link #redrive} otherwise. */
  public int drop(String topic, Collection<Place> places, String reason) {
    return asking(() -> some(named(topic), places, dropping(reason)));
  }

  /** As {@link #drop}, for all that are open now. */
  public int dropAll(String topic, String reason) {
    return asking(() -> all(named(topic), dropping(reason)));
  }

  private Function<TopicPartition, LetterBatch> redriving(String reason) {
    return at -> new LetterBatch(log, at, "Dead letters were redriven", reason, redriver::publish);
  }

  private Function<TopicPartition, LetterBatch> dropping(String reason) {
    return at ->
        new LetterBatch(
            log,
            at,
            "Dead letters were dropped",
            reason,
            letters -> letters.stream().map(ConsumerRecord::offset).toList());
  }

  private int all(String topic, Function<TopicPartition, LetterBatch> batches) {
    int count = 0;
    for (var at : log.partitions(Optional.of(topic))) {
      var batch = batches.apply(at);
      log.read(
          at,
          log.marks(at).before(),
          log.end(at),
          letters -> {
            batch.handle(letters);
            return true;
          });
      count += batch.count();
    }
    return count;
  }

  private int some(
      String topic, Collection<Place> places, Function<TopicPartition, LetterBatch> batches) {
    Map<Integer, SortedSet<Long>> chosen = new TreeMap<>();
    for (var place : places) {
      var at = log.partition(topic, place);
      chosen.computeIfAbsent(at.partition(), _ -> new TreeSet<>()).add(place.offset());
    }
    // Refused before anything is done rather than in the middle.
    chosen.forEach((partition, offsets) -> check(new TopicPartition(topic, partition), offsets));
    int count = 0;
    for (var partition : chosen.entrySet()) {
      var batch = batches.apply(new TopicPartition(topic, partition.getKey()));
      for (long offset : partition.getValue()) {
        batch.handle(log.one(batch.at(), offset).stream().toList());
      }
      count += batch.count();
    }
    return count;
  }

  private void check(TopicPartition at, SortedSet<Long> offsets) {
    var marks = log.marks(at);
    long end = log.end(at);
    for (long offset : offsets) {
      if (marks.isDone(offset) || offset >= end) {
        throw new DeadLetterFailure(
            "%s has no open letter %d:%d: `switchboard dlq list` shows those it has"
                .formatted(at.topic(), at.partition(), offset));
      }
    }
    LetterBatch.checkFits(at, marks.with(offsets));
  }

  /** The dead letters' topic of a name. */
  private static String named(String topic) {
    var name = Topics.isDeadLetters(topic) ? topic : Topics.deadLetters(topic);
    if (!Topics.all().contains(name)) {
      throw new DeadLetterFailure(
          "no such topic has dead letters; these have: " + String.join(", ", Topics.consumed()));
    }
    return name;
  }

  private <R> R asking(Supplier<R> question) {
    return asking(bootstrapServers, question);
  }

  private static <R> R asking(String servers, Supplier<R> question) {
    try {
      return question.get();
    } catch (KafkaException failure) {
      throw new DeadLetterFailure(
          "Kafka at %s does not answer as it should: %s".formatted(servers, said(failure)),
          failure);
    }
  }

  // Its outer exception often only says that something could not be made.
  private static String said(KafkaException failure) {
    return failure.getCause() == null ? failure.getMessage() : failure.getCause().getMessage();
  }

  @Override
  public void close() {
    redriver.close();
    log.close();
  }
}
