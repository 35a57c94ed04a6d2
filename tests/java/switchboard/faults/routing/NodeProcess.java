package switchboard.faults.routing;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One node as a process that is started again whenever it ends, as {@code switchboard up} does it,
 * until it is closed.
 */
final class NodeProcess implements AutoCloseable {
  private static final long PAUSE_MILLIS = 3_000;
  private static final String READY = "switchboard node ready";

  /** How an append of a writer that is not the session's any more is logged. */
  private static final String REFUSED = "StoreException$Fenced";

  /** Steps of a failover, as they are logged. */
  private static final List<String> STEPS =
      List.of("A node refuses connections", "as [Down]", "Leader is removing unreachable node");

  private record Step(String text, long time) {}

  private final List<String> command;
  private final Path log;
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final List<Integer> exits = new CopyOnWriteArrayList<>();
  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private volatile Process process;
  private volatile boolean up;
  private volatile boolean closed;

  private NodeProcess(List<String> command, Path log) {
    this.command = List.copyOf(command);
    this.log = log;
  }

  static NodeProcess start(List<String> command, Path log) {
    var node = new NodeProcess(command, log);
    node.launch();
    Thread.ofVirtual().name("supervises-" + log.getFileName()).start(node::supervise);
    return node;
  }

  /**
   * A node stands for a machine of its own, whose start takes no processor from the others: it has
   * a lower priority until it is ready. Who is not root could not end that.
   */
  private synchronized void launch() {
    if (closed) {
      return;
    }
    var starting = new ArrayList<>(isRoot() ? List.of("nice", "-n", "5") : List.<String>of());
    starting.addAll(command);
    try {
      process = new ProcessBuilder(starting).redirectErrorStream(true).start();
    } catch (IOException failure) {
      throw new UncheckedIOException("a node's process cannot be started", failure);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private void supervise() {
    try {
      while (!closed) {
        follow(process);
        exits.add(process.waitFor());
        up = false;
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        launch();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until its output ends, which it does with the process. */
  private void follow(Process running) {
    try (var lines = new BufferedReader(running.inputReader(StandardCharsets.UTF_8));
        var copy =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line + "\n");
        copy.flush();
        if (line.startsWith(READY)) {
          prefer();
          ready.incrementAndGet();
          up = true;
        }
        if (line.contains(REFUSED)) {
          refused.incrementAndGet();
        }
        STEPS.stream()
            .filter(line::contains)
            .forEach(step -> steps.add(new Step(step, System.nanoTime())));
      }
    } catch (IOException cut) {
      // a process that is killed cuts its output
    }
  }

  /** Whether the process that runs now has become ready. */
  boolean isUp() {
    return up;
  }

  /** How often it has become ready since its first start. */
  int timesReady() {
    return ready.get();
  }

  /** How many appends of this node were refused because the session lives elsewhere by now. */
  int timesRefused() {
    return refused.get();
  }

  /** The exit codes of the processes that have ended, oldest first. */
  List<Integer> exits() {
    return new ArrayList<>(exits);
  }

  long pid() {
    return process.pid();
  }

  void awaitReady(int times, Duration atMost) {
    await("ready; its log is " + log).atMost(atMost).until(() -> ready.get() >= times);
  }

  /** When each step of a failover was first logged here after a moment. */
  Map<String, Long> stepsAfter(long moment) {
    var first = new HashMap<String, Long>();
    steps.stream()
        .filter(step -> step.time() > moment)
        .forEach(step -> first.merge(step.text(), step.time(), Math::min));
    return first;
  }

  /** How much of a processor the process that runs now has used. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** SIGTERM: it leaves in order, and is started again. */
  void leave() {
    process.destroy();
  }

  /** SIGTERM, and it is not started again; waits until it has ended. */
  void retire(Duration atMost) {
    synchronized (this) {
      closed = true;
    }
    leave();
    await("ended; its log is " + log).atMost(atMost).until(() -> !process.isAlive());
  }

  /** Gives all its threads the usual priority. */
  private void prefer() {
    if (!isRoot()) {
      return;
    }
    try {
      Shell.run("sh", "-c", "renice -n 0 -p $(ls /proc/%d/task)".formatted(pid()));
    } catch (Shell.Refused failure) {
      if (process.isAlive()) {
        throw failure;
      }
    }
  }

  /** SIGSTOP. */
  void freeze() {
    signal("-STOP");
  }

  /** SIGCONT. */
  void thaw() {
    signal("-CONT");
  }

  private void signal(String name) {
    Shell.run("kill", name, Long.toString(pid()));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    process.destroyForcibly();
  }
}
