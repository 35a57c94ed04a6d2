package switchboard.ops.client;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import switchboard.v1.DeadlockedThread;
import switchboard.v1.GetHeapResponse;
import switchboard.v1.GetSystemInfoResponse;
import switchboard.v1.InspectedNode;
import switchboard.v1.ListThreadsResponse;
import switchboard.v1.MemoryPool;
import switchboard.v1.NodeHeap;
import switchboard.v1.NodeThreads;
import switchboard.v1.SystemInfo;

/** Nodes' processes, threads and memory as tables. */
public final class SystemText {
  private static final String NONE = "no node answered";

  private SystemText() {}

  /** A row for each node, and a line for each silent one. */
  public static String info(GetSystemInfoResponse response, Instant now) {
    var text = new ArrayList<String>();
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "NODE",
            "VERSION",
            "JAVA",
            "UP",
            "CPU",
            "LOAD",
            "HEAP",
            "OF",
            "GC",
            "THREADS",
            "FILES",
            "SESSIONS",
            "STREAMS",
            "CALLS"));
    response.getNodesList().forEach(node -> rows.add(row(node, now)));
    text.add(response.getNodesCount() == 0 ? NONE : SagaText.table(rows));
    text.addAll(silent(response.getSilentList()));
    return String.join("\n", text);
  }

  private static List<String> row(SystemInfo info, Instant now) {
    return List.of(
        node(info.getNode()),
        SagaText.orDash(info.getVersion()),
        info.getJava().split(" ")[0],
        since(info.getStartTime(), now),
        number("%.2f", info.getProcessorsUsed()) + "/" + info.getProcessors(),
        info.hasMachineLoad() ? number("%.1f", info.getMachineLoad()) : "-",
        bytes(info.getHeapUsed()),
        bytes(info.getHeapMax()),
        Durations.toMillis(info.getCollectionTime())
            + " ms, "
            + number("%.1f", 100 * info.getCollectionShare())
            + " %",
        "" + info.getThreads(),
        info.hasOpenFiles() ? info.getOpenFiles() + "/" + info.getOpenFilesMax() : "-",
        info.hasSessions() ? "" + info.getSessions() : "-",
        info.hasConnections() ? "" + info.getConnections() : "-",
        "" + info.getServiceCalls());
  }

  /** A table for each node, and a line for each silent one. */
  public static String threads(ListThreadsResponse response) {
    var text = new ArrayList<String>();
    response.getNodesList().forEach(node -> text.add(threads(node)));
    if (response.getNodesCount() == 0) {
      text.add(NONE);
    }
    if (response.getSilentCount() > 0) {
      text.add(String.join("\n", silent(response.getSilentList())));
    }
    return String.join("\n\n", text);
  }

  private static String threads(NodeThreads threads) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("POOL", "THREADS", "CPU %", "STATES", "BUSIEST AT"));
    for (var pool : threads.getPoolsList()) {
      rows.add(
          List.of(
              pool.getName(),
              "" + pool.getThreads(),
              number("%.1f", pool.getProcessorPercent()),
              pool.getStatesMap().entrySet().stream()
                  .sorted(Entry.comparingByKey())
                  .map(state -> state.getValue() + " " + state.getKey())
                  .collect(Collectors.joining(", ")),
              SagaText.orDash(pool.getBusiestAt())));
    }
    var text = new ArrayList<String>();
    text.add(node(threads.getNode()));
    text.add(SagaText.table(rows));
    if (threads.getOthers() > 0) {
      text.add(threads.getOthers() + " more pools: see them with --top");
    }
    threads.getDeadlockedList().forEach(thread -> text.add(deadlock(thread)));
    return String.join("\n", text);
  }

  private static String deadlock(DeadlockedThread thread) {
    return "DEADLOCK: %s waits at %s for %s, which %s holds: it ends only with the node"
        .formatted(thread.getName(), thread.getAt(), thread.getWaitsFor(), thread.getHeldBy());
  }

  /** Tables for each node, and a line for each silent one. */
  public static String heap(GetHeapResponse response) {
    var text = new ArrayList<String>();
    response.getNodesList().forEach(node -> text.add(heap(node)));
    if (response.getNodesCount() == 0) {
      text.add(NONE);
    }
    if (response.getSilentCount() > 0) {
      text.add(String.join("\n", silent(response.getSilentList())));
    }
    return String.join("\n\n", text);
  }

  private static String heap(NodeHeap heap) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("POOL", "KIND", "USED", "COMMITTED", "MAX", "AFTER GC"));
    heap.getPoolsList().forEach(pool -> rows.add(row(pool)));
    var text = new ArrayList<String>();
    text.add(node(heap.getNode()));
    text.add(SagaText.table(rows));
    if (heap.getClassesCount() > 0) {
      var classes = new ArrayList<List<String>>();
      classes.add(List.of("CLASS", "OBJECTS", "BYTES"));
      for (var each : heap.getClassesList()) {
        classes.add(List.of(each.getName(), "" + each.getInstances(), bytes(each.getBytes())));
      }
      text.add(SagaText.table(classes));
    }
    return String.join("\n", text);
  }

  private static List<String> row(MemoryPool pool) {
    return List.of(
        pool.getName(),
        pool.getHeap() ? "heap" : "other",
        bytes(pool.getUsed()),
        bytes(pool.getCommitted()),
        pool.hasMax() ? bytes(pool.getMax()) : "-",
        pool.hasUsedAfterCollection() ? bytes(pool.getUsedAfterCollection()) : "-");
  }

  /** A node that does not serve yet has no name but its address. */
  static String node(InspectedNode node) {
    return node.getIncarnation().isEmpty() ? node.getAddress() : node.getIncarnation();
  }

  static List<String> silent(List<String> nodes) {
    return nodes.stream().map(node -> "silent: " + node).toList();
  }

  private static String since(Timestamp time, Instant now) {
    var up = Duration.between(Instant.ofEpochSecond(time.getSeconds()), now);
    if (up.toHours() >= 24) {
      return up.toDays() + " d " + up.toHoursPart() + " h";
    }
    return up.toMinutes() >= 60
        ? up.toHours() + " h " + up.toMinutesPart() + " min"
        : up.toMinutes() + " min " + up.toSecondsPart() + " s";
  }

  /** With the unit that leaves a number below 1024. */
  static String bytes(long bytes) {
    var units = List.of("B", "KiB", "MiB", "GiB", "TiB");
    double left = bytes;
    int unit = 0;
    while (left >= 1_024 && unit < units.size() - 1) {
      left /= 1_024;
      unit++;
    }
    return number(unit == 0 ? "%.0f" : "%.1f", left) + " " + units.get(unit);
  }

  private static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
