package switchboard.inspection;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import switchboard.v1.SystemInfo;

/** What this process is and uses. */
final class SystemFacts {
  private SystemFacts() {}

  private static OperatingSystemMXBean machine() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  /** How long the process has run on all processors by now, in nanoseconds. */
  static long clock() {
    return machine().getProcessCpuTime();
  }

  /**
   * The process as it is now.
   *
   * @param ran how long it ran on all processors while it was watched, in nanoseconds
   * @param watched for how long that was, in nanoseconds
   */
  static SystemInfo.Builder now(long ran, long watched) {
    var runtime = ManagementFactory.getRuntimeMXBean();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    long collected = collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
    var info =
        SystemInfo.newBuilder()
            .setJava(Runtime.version() + " " + runtime.getVmVendor())
            .setCollectors(
                collectors.stream()
                    .map(GarbageCollectorMXBean::getName)
                    .collect(Collectors.joining(", ")))
            .setProcessId(runtime.getPid())
            .setStartTime(Timestamps.fromMillis(runtime.getStartTime()))
            .setProcessors(machine().getAvailableProcessors())
            .setProcessorsUsed(Math.round(100.0 * ran / watched) / 100.0)
            .setHeapUsed(heap.getUsed())
            .setHeapCommitted(heap.getCommitted())
            .setHeapMax(heap.getMax())
            .setCollections(
                collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum())
            .setCollectionTime(Durations.fromMillis(collected))
            .setCollectionShare((double) collected / Math.max(1, runtime.getUptime()))
            .setThreads(ManagementFactory.getThreadMXBean().getThreadCount());
    if (machine().getSystemLoadAverage() >= 0) {
      info.setMachineLoad(machine().getSystemLoadAverage());
    }
    if (machine() instanceof UnixOperatingSystemMXBean unix) {
      info.setOpenFiles(unix.getOpenFileDescriptorCount())
          .setOpenFilesMax(unix.getMaxFileDescriptorCount());
    }
    return info;
  }
}
