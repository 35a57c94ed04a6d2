package switchboard.inspection;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import switchboard.v1.DeadlockedThread;
import switchboard.v1.NodeThreads;
import switchboard.v1.ThreadPool;

/** What the threads of this process do. */
final class ThreadFacts {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private ThreadFacts() {}

  /**
   * A thread over some time.
   *
   * @param nanos how long it ran on a processor meanwhile
   * @param at where it is: class, method and line; empty if it is nowhere
   */
  record Seen(String name, Thread.State state, long nanos, String at) {}

  /** How long each thread has run by now, by its id. */
  static Map<Long, Long> clock() {
    var threads = ManagementFactory.getThreadMXBean();
    var clock = new HashMap<Long, Long>();
    for (long id : threads.getAllThreadIds()) {
      clock.put(id, threads.getThreadCpuTime(id));
    }
    return clock;
  }

  /** The threads as they are now, and what they ran for since a clock was read. */
  static List<Seen> since(Map<Long, Long> clock) {
    var threads = ManagementFactory.getThreadMXBean();
    var now = clock();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds(), 1))
        .filter(Objects::nonNull)
        .map(thread -> seen(thread, clock, now))
        .toList();
  }

  private static Seen seen(ThreadInfo thread, Map<Long, Long> before, Map<Long, Long> now) {
    long id = thread.getThreadId();
    long ran = now.getOrDefault(id, 0L) - before.getOrDefault(id, 0L);
    return new Seen(thread.getThreadName(), thread.getThreadState(), Math.max(0, ran), at(thread));
  }

  private static String at(ThreadInfo thread) {
    var stack = thread.getStackTrace();
    return stack.length == 0
        ? ""
        : "%s.%s:%d"
            .formatted(stack[0].getClassName(), stack[0].getMethodName(), stack[0].getLineNumber());
  }

  /**
   * Threads whose names differ by numbers only are one pool.
   *
   * @param nanos how long they were watched
   * @param top how many pools to list, those first that used most
   */
  static NodeThreads.Builder pools(List<Seen> threads, long nanos, int top) {
    var byName = new TreeMap<String, List<Seen>>();
    for (var thread : threads) {
      byName.computeIfAbsent(pool(thread.name()), _ -> new ArrayList<>()).add(thread);
    }
    var pools =
        byName.entrySet().stream()
            .map(entry -> pool(entry.getKey(), entry.getValue(), nanos))
            .sorted(
                Comparator.comparingDouble(ThreadPool::getProcessorPercent)
                    .thenComparingInt(ThreadPool::getThreads)
                    .reversed())
            .toList();
    return NodeThreads.newBuilder()
        .addAllPools(pools.stream().limit(top).toList())
        .setOthers(Math.max(0, pools.size() - top));
  }

  /** A thread's name with # for each number. */
  static String pool(String name) {
    return NUMBER.matcher(name).replaceAll("#");
  }

  private static ThreadPool pool(String name, List<Seen> threads, long nanos) {
    var states = new TreeMap<String, Integer>();
    threads.forEach(thread -> states.merge(thread.state().name(), 1, Integer::sum));
    long ran = threads.stream().mapToLong(Seen::nanos).sum();
    var busiest = threads.stream().max(Comparator.comparingLong(Seen::nanos)).orElseThrow();
    var pool =
        ThreadPool.newBuilder()
            .setName(name)
            .setThreads(threads.size())
            .putAllStates(states)
            .setProcessorPercent(Math.round(1_000.0 * ran / nanos) / 10.0);
    if (busiest.nanos() > 0) {
      pool.setBusiest(busiest.name()).setBusiestAt(busiest.at());
    }
    return pool.build();
  }

  /** The threads that wait for each other for ever. */
  static List<DeadlockedThread> deadlocked() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] ids = threads.findDeadlockedThreads();
    if (ids == null) {
      return List.of();
    }
    return Arrays.stream(threads.getThreadInfo(ids, 1))
        .filter(Objects::nonNull)
        .map(
            thread ->
                DeadlockedThread.newBuilder()
                    .setName(thread.getThreadName())
                    .setWaitsFor(Objects.toString(thread.getLockName(), ""))
                    .setHeldBy(Objects.toString(thread.getLockOwnerName(), ""))
                    .setAt(at(thread))
                    .build())
        .toList();
  }
}
