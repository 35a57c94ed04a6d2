package switchboard.faults.doors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** As many processes that do nothing but count as there are processors. */
final class BusyProcessors implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();

  BusyProcessors() throws IOException {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      // bounded, in case nobody is left to end it
      processes.add(
          new ProcessBuilder("timeout", "600", "sh", "-c", "while :; do :; done").start());
    }
  }

  @Override
  public void close() {
    processes.forEach(it -> it.descendants().forEach(ProcessHandle::destroyForcibly));
    processes.forEach(Process::destroyForcibly);
  }
}
