package switchboard.ops.check;

import com.google.protobuf.FieldMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import switchboard.v1.Context;
import switchboard.v1.Fact;

/**
 * Somebody else who changes what is known in a session for as long as its dialogue lasts: it counts
 * its own changes in an attribute of a fact, by reading, adding one and writing.
 */
final class SecondWriter implements Runnable {
  private static final FieldMask FACTS = FieldMask.newBuilder().addPaths("facts").build();
  private static final String KIND = "check";
  private static final String ID = "second-writer";
  private static final String ATTRIBUTE = "changes";
  private static final int LONGEST_PAUSE_MILLIS = 100;

  private final SessionCalls calls;
  private final String requestPrefix;
  private final Counts counts;
  private final Differences differences;
  private final SplittableRandom random;
  private final List<String> requestIds = new ArrayList<>();
  private volatile boolean stopped;

  SecondWriter(
      SessionCalls calls, String requestPrefix, Counts counts, Differences differences, long seed) {
    this.calls = calls;
    this.requestPrefix = requestPrefix;
    this.counts = counts;
    this.differences = differences;
    this.random = new SplittableRandom(seed);
  }

  /** Writes at least once, and until it is told to stop. */
  @Override
  public void run() {
    try {
      do {
        change();
        LockSupport.parkNanos(1_000_000L * random.nextInt(LONGEST_PAUSE_MILLIS));
      } while (!stopped && !Thread.currentThread().isInterrupted());
    } catch (RuntimeException e) {
      differences.add("the second writer ended: " + e.getMessage());
    }
  }

  private void change() {
    int made = requestIds.size();
    var updated =
        calls.update(
            FACTS, read -> plusOne(read, made), requestPrefix + made, counts.secondWriterConflicts);
    requestIds.add(updated.requestId());
    counts.secondWriterChanges.increment();
  }

  private Context plusOne(Context read, int made) {
    long count = count(read.getFactsList());
    if (count != made) {
      differences.add("the second writer read %d after %d changes".formatted(count, made));
    }
    var changed = read.toBuilder().clearFacts();
    read.getFactsList().stream().filter(fact -> !isOurs(fact)).forEach(changed::addFacts);
    return changed
        .addFacts(
            Fact.newBuilder()
                .setKind(KIND)
                .setId(ID)
                .setSource("check")
                .putAllAttributes(attributes(count + 1)))
        .build();
  }

  /** What its fact says after so many changes. */
  static Map<String, String> attributes(long changes) {
    return Map.of(ATTRIBUTE, Long.toString(changes));
  }

  /** What it has counted, as these facts tell; 0 if they do not. */
  static long count(List<Fact> facts) {
    return facts.stream()
        .filter(SecondWriter::isOurs)
        .mapToLong(fact -> Long.parseLong(fact.getAttributesOrDefault(ATTRIBUTE, "-1")))
        .findFirst()
        .orElse(0);
  }

  private static boolean isOurs(Fact fact) {
    return fact.getKind().equals(KIND) && fact.getId().equals(ID);
  }

  /** Makes it end after the change it is at. */
  void stop() {
    stopped = true;
  }

  /** Request ids of its changes, in order; to be read when it has ended. */
  List<String> requestIds() {
    return List.copyOf(requestIds);
  }
}
