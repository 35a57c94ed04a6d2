package switchboard.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A whole system on this machine, from {@link #start} until {@link #close}.
 *
 * <p>Parts that need each other start in order, the rest at the same time: Redis and the broker,
 * then the nodes as soon as Redis answers and the simulators as soon as the broker does. What dies
 * is started again. Whatever happens to this process, no other process stays behind.
 */
public final class LocalSystem implements AutoCloseable {
  /** What a node says of its store, on the line with which it is ready. */
  private static final Pattern STORE = Pattern.compile(" store=(\\S+)");

  /** Where a node answers its operator, on the same line: it took a free port. */
  private static final Pattern OPERATIONS = Pattern.compile(" operations=(\\S+)");

  /** Where a node's workers connect, on the same line. */
  private static final Pattern WORKERS = Pattern.compile(" workers=(\\S+)");

  private final Plan plan;
  private final DataDirectory data;
  private final Watchdog watchdog;
  private final Progress progress;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("supervisor").factory());
  private final List<Child> redis;
  private final List<Child> broker;
  private final List<Child> simulators;
  private final List<Child> nodes;
  private final Object closing = new Object();
  private boolean closed;

  private LocalSystem(Plan plan, DataDirectory data, Progress progress, PartSource source) {
    this.plan = plan;
    this.data = data;
    this.progress = progress;
    this.watchdog = new Watchdog();
    var parts = source.parts(plan, data);
    this.redis = children(parts, "redis");
    this.broker = children(parts, "broker");
    this.simulators = children(parts, "simulator");
    this.nodes = children(parts, "node");
  }

  /** Where the parts' commands come from; tests put other programs there. */
  interface PartSource {
    List<Part> parts(Plan plan, DataDirectory data);
  }

  /**
   * Starts everything and returns when all of it is ready.
   *
   * @throws LocalFailure if the data directory or a port is taken, or a part does not get ready in
   *     time; everything started is stopped again
   */
  public static LocalSystem start(Plan plan, Duration within, Progress progress) {
    return start(plan, within, progress, LocalSystem::ourParts);
  }

  static LocalSystem start(Plan plan, Duration within, Progress progress, PartSource source) {
    var data = DataDirectory.hold(plan.data());
    LocalSystem system;
    try {
      requirePorts(plan);
      system = new LocalSystem(plan, data, progress, source);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
    // From here on a signal must find the parts: they start while this waits.
    var hook = new Thread(system::close, "stop-local-system");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      system.startParts(within);
      return system;
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
  }

  private static List<Part> ourParts(Plan plan, DataDirectory data) {
    var parts = new Parts(plan, data);
    var all = new ArrayList<Part>();
    all.addAll(parts.redis());
    all.addAll(parts.broker());
    all.addAll(parts.simulators());
    all.addAll(parts.nodes());
    return all;
  }

  private static void requirePorts(Plan plan) {
    if (plan.redis().isEmpty()) {
      Ports.requireFree(plan.ports().redis(), "Redis");
    }
    if (!(plan.kafka() instanceof Plan.Kafka.External)) {
      Ports.requireFree(plan.ports().kafka(), "the Kafka broker");
      Ports.requireFree(plan.ports().kafkaController(), "the Kafka controller");
    }
    if (plan.hasSimulators()) {
      Ports.requireFree(plan.ports().payments(), "the payments service");
    }
    for (int i = 0; i < plan.nodes(); i++) {
      Ports.requireFree(plan.ports().frontDoors().get(i), "a front door");
      Ports.requireFree(plan.ports().remoting().get(i), "a node's remoting");
      Ports.requireFree(plan.ports().management().get(i), "a node's management");
    }
  }

  private List<Child> children(List<Part> parts, String kind) {
    return parts.stream()
        .filter(part -> part.kind().equals(kind))
        .map(part -> new Child(part, progress, watchdog, timer, this::writeState))
        .toList();
  }

  private void startParts(Duration within) {
    redis.forEach(Child::start);
    broker.forEach(Child::start);
    if (plan.hasOwnCertificates()) {
      // while those two start; nodes begin below
      LocalCertificates.prepare(data.root());
    }
    allReady(redis).thenRun(() -> nodes.forEach(Child::start));
    allReady(broker).thenRun(() -> simulators.forEach(Child::start));
    try {
      readyOrFailed(children()).get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      var late = children().stream().filter(child -> !child.firstReady().isDone()).toList();
      throw new LocalFailure(
          "not ready after "
              + within.toSeconds()
              + " s: "
              + String.join(", ", late.stream().map(child -> child.part().name()).toList())
              + "; see "
              + late.getFirst().part().log(),
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LocalFailure failure
          ? failure
          : new LocalFailure("cannot start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("interrupted while starting", e);
    }
    nodes.forEach(node -> STORE.matcher(node.readyLine()).results().forEach(this::noteStore));
    writeState();
  }

  private void noteStore(MatchResult said) {
    data.noteStoreId(said.group(1));
  }

  private static CompletableFuture<Void> allReady(List<Child> children) {
    return CompletableFuture.allOf(
        children.stream().map(Child::firstReady).toArray(CompletableFuture<?>[]::new));
  }

  /** As {@link #allReady}, but fails with the first of them that does. */
  private static CompletableFuture<?> readyOrFailed(List<Child> children) {
    var failed = new CompletableFuture<Void>();
    for (var child : children) {
      child
          .firstReady()
          .whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  failed.completeExceptionally(failure);
                }
              });
    }
    return CompletableFuture.anyOf(allReady(children), failed);
  }

  private List<Child> children() {
    var all = new ArrayList<Child>();
    all.addAll(redis);
    all.addAll(broker);
    all.addAll(simulators);
    all.addAll(nodes);
    return all;
  }

  /** What runs where, now. */
  public SystemState state() {
    return new SystemState(
        ProcessHandle.current().pid(),
        SystemState.startOf(ProcessHandle.current().pid()),
        data.root().toString(),
        plan.seed(),
        plan.redisUri(),
        plan.bootstrapServers(),
        plan.hasOwnCertificates() ? data.of("tls").toString() : "",
        children().stream().map(LocalSystem::state).toList());
  }

  private static SystemState.PartState state(Child child) {
    var part = child.part();
    return new SystemState.PartState(
        part.name(),
        part.kind(),
        child.pid(),
        part.address(),
        part.management(),
        said(child, OPERATIONS),
        said(child, WORKERS));
  }

  private static String said(Child child, Pattern what) {
    return what.matcher(child.readyLine())
        .results()
        .map(said -> said.group(1))
        .findFirst()
        .orElse("");
  }

  private synchronized void writeState() {
    // Not while starting: who finds the file may rely on what is in it.
    if (!closed && children().stream().allMatch(child -> child.firstReady().isDone())) {
      state().write(data.root());
    }
  }

  /** Stops everything, those first that need the others. A second call waits for the first. */
  @Override
  public void close() {
    synchronized (closing) {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
        SystemState.delete(data.root());
      }
      children().forEach(Child::retire);
      timer.shutdownNow();
      if (stopInOrder()) {
        watchdog.close();
      }
      data.close();
    }
  }

  /** A node leaves gracefully only while its peers, the broker and Redis are there. */
  private boolean stopInOrder() {
    for (var group : List.of(nodes, simulators, broker, redis)) {
      group.forEach(Child::stop);
      try {
        for (var child : group) {
          child.awaitStopped();
        }
      } catch (InterruptedException e) {
        // What is left is the watchdog's: it ends the rest when it hears no word from us.
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
