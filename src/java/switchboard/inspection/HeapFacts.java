package switchboard.inspection;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import switchboard.v1.ClassCount;
import switchboard.v1.MemoryPool;
import switchboard.v1.NodeHeap;

/** What the memory of this process is used for. */
final class HeapFacts {
  /** How old a count may be that is told again: nobody can keep the process standing by asking. */
  private static final Duration KEPT = Duration.ofSeconds(10);

  private static final Pattern ROW = Pattern.compile(" *\\d+: +(\\d+) +(\\d+) +(\\S+).*");

  private static Optional<Counted> last = Optional.empty();

  /** A histogram, and when it was made. */
  private record Counted(String histogram, long nanos) {
    boolean isFresh() {
      return System.nanoTime() - nanos < KEPT.toNanos();
    }
  }

  private HeapFacts() {}

  /**
   * The parts of the memory and, if more than 0 are asked for, classes. Counting them stops the
   * process for a moment, so they are counted every 10 s at most.
   */
  static NodeHeap.Builder now(int classes) {
    var heap =
        NodeHeap.newBuilder()
            .addAllPools(
                ManagementFactory.getMemoryPoolMXBeans().stream().map(HeapFacts::pool).toList());
    return classes == 0 ? heap : heap.addAllClasses(rows(histogram(), classes));
  }

  private static MemoryPool pool(MemoryPoolMXBean part) {
    var usage = part.getUsage();
    var pool =
        MemoryPool.newBuilder()
            .setName(part.getName())
            .setHeap(part.getType() == MemoryType.HEAP)
            .setUsed(usage.getUsed())
            .setCommitted(usage.getCommitted());
    if (usage.getMax() >= 0) {
      pool.setMax(usage.getMax());
    }
    if (part.getCollectionUsage() != null) {
      pool.setUsedAfterCollection(part.getCollectionUsage().getUsed());
    }
    return pool.build();
  }

  private static synchronized String histogram() {
    var counted =
        last.filter(Counted::isFresh).orElseGet(() -> new Counted(count(), System.nanoTime()));
    last = Optional.of(counted);
    return counted.histogram();
  }

  private static String count() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException refused) {
      throw new IllegalStateException("the JVM does not count its classes", refused);
    }
  }

  /** The first rows of what the JVM prints: number, instances, bytes, class, perhaps a module. */
  static List<ClassCount> rows(String histogram, int most) {
    return histogram
        .lines()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .limit(most)
        .map(
            row ->
                ClassCount.newBuilder()
                    .setName(row.group(3))
                    .setInstances(Long.parseLong(row.group(1)))
                    .setBytes(Long.parseLong(row.group(2)))
                    .build())
        .toList();
  }
}
