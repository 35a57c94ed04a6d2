package switchboard.ops.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import switchboard.local.SystemState;
import switchboard.ops.CommandFailure;
import switchboard.ops.Processes;
import switchboard.ops.client.FrontDoors;

/**
 * What a story is told with: the system, the orders that the seed draws from its world, the dials
 * of its services, and the checks. Closing puts the dials back.
 */
final class Stage implements AutoCloseable {
  private static final int DRAWS_MAX = 10_000;

  private final FrontDoors doors;
  private final Supplier<SystemState> state;
  private final boolean kill;
  private final PrintWriter out;
  private final long seed;
  private final SplittableRandom random;
  private final Checks checks = new Checks();
  private final Set<String> drawn;
  private final Map<String, Runnable> dialled = new LinkedHashMap<>();

  Stage(FrontDoors doors, Supplier<SystemState> state, long seed, boolean kill, PrintWriter out) {
    this.doors = doors;
    this.state = state;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.kill = kill;
    this.out = out;
    // nor what earlier stories have changed
    this.drawn = new HashSet<>(ledgers().changedOrders());
  }

  FrontDoors doors() {
    return doors;
  }

  Supplier<SystemState> state() {
    return state;
  }

  /** Whether the node that holds the session shall be killed. */
  boolean kills() {
    return kill;
  }

  PrintWriter out() {
    return out;
  }

  /** Prints a line of the story's own. */
  void note(String format, Object... values) {
    out.printf("  " + format + "%n", values);
    out.flush();
  }

  Checks checks() {
    return checks;
  }

  /** The script of the seed. */
  Script script() {
    return Script.draw(seed, this::statusOf);
  }

  /** A person of this story alone: what earlier ones left must not help. */
  String subject() {
    return "partner-" + random.nextInt(1_000, 10_000) + "-" + UUID.randomUUID();
  }

  /** An order of this status in the simulated world, as it was made; another one each time. */
  String order(String status) {
    for (int draw = 0; draw < DRAWS_MAX; draw++) {
      var id = Script.orderId(random);
      if (statusOf(id).equals(status)) {
        drawn.add(id);
        return id;
      }
    }
    throw new CommandFailure("no order of this world is " + status + ": try another --seed");
  }

  private String statusOf(String orderId) {
    return drawn.contains(orderId) ? "DRAWN" : Processes.orderStatus(state.get().seed(), orderId);
  }

  /** Turns dials of a service; they are put back when the story is over. */
  void dial(String service, String... options) {
    var data = simulators().resolve(service);
    var back = Processes.dial(data, List.of(options));
    dialled.putIfAbsent(service, back);
  }

  /** Has a service tell something unasked. */
  void emit(String service, String orderId, Map<String, String> facts) {
    Processes.emit(simulators(), service, orderId, Scene.TENANT, facts);
  }

  Ledgers ledgers() {
    return new Ledgers(Path.of(state.get().data()));
  }

  private Path simulators() {
    return Path.of(state.get().data()).resolve("simulators");
  }

  @Override
  public void close() {
    dialled.values().forEach(Runnable::run);
  }
}
