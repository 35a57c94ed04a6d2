package switchboard.directory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import switchboard.directory.NodeFigures.ProcessFigures;

/** What the process that runs this uses. */
final class ThisProcess {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ThisProcess() {}

  static ProcessFigures figures() {
    var runtime = Runtime.getRuntime();
    long stood =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(ThisProcess::standsStill)
            .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
            .sum();
    return new ProcessFigures(
        Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
        Duration.ofNanos(Math.max(0, SYSTEM.getProcessCpuTime())),
        Duration.ofMillis(stood),
        runtime.availableProcessors(),
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory());
  }

  /** ZGC and Shenandoah count their pauses apart from the cycles in which the program goes on. */
  private static boolean standsStill(GarbageCollectorMXBean collector) {
    return !collector.getName().endsWith("Cycles");
  }
}
