package switchboard.ops;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.local.LocalSystem;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.SystemState;

/** {@code switchboard up}. */
@Command(
    name = "up",
    description = {
      "Starts the whole system on this machine: Redis, a Kafka broker, the simulated order,"
          + " logistics and payments services, and the nodes, each a process of its own.",
      "Stops all of it on Ctrl-C or SIGTERM. What it keeps under --data is found again."
    })
public final class UpCommand extends Verb {
  @Spec private CommandSpec spec;

  @Option(names = "--nodes", paramLabel = "N", defaultValue = "3", description = "Nodes, 1 to 16")
  private int nodes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Where everything is kept, logs included")
  private Path data;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description = "Use this Redis (redis://HOST:PORT); default: start one")
  private String redis;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Use this Kafka broker; default: start one")
  private String kafka;

  @Option(
      names = "--appendfsync",
      paramLabel = "always|everysec",
      defaultValue = "always",
      description = "How soon the Redis that is started writes to disk")
  private String appendfsync;

  @Option(names = "--seed", defaultValue = "1", description = "Of the simulated world")
  private long seed;

  @Option(
      names = "--port",
      paramLabel = "FIRST",
      defaultValue = "7400",
      description = "First front door's TCP port; the next 62 belong to the rest")
  private int firstPort;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one configuration key of every node; repeatable")
  private Map<String, String> properties = Map.of();

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Gives up when not ready by then")
  private int within;

  @Override
  public Integer call() throws InterruptedException {
    var plan = plan();
    var out = spec.commandLine().getOut();
    long started = System.nanoTime();
    out.println("Starting Switchboard with " + nodes + " nodes; data in " + data);
    try (var system =
        LocalSystem.start(plan, Duration.ofSeconds(within), new PrintedProgress(out))) {
      double seconds = (System.nanoTime() - started) / 1e9;
      print(out, system.state(), seconds);
      // Until a signal: the system stops in the hook that it has set for that.
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private Plan plan() {
    if (nodes < 1 || nodes > Ports.MOST_NODES) {
      throw new CommandFailure(
          "--nodes is " + nodes + ": 1 to " + Ports.MOST_NODES + " are allowed");
    }
    if (!appendfsync.equals("always") && !appendfsync.equals("everysec")) {
      throw new CommandFailure("--appendfsync is " + appendfsync + ": always or everysec");
    }
    var plan =
        Plan.standard(data, nodes, Ports.from(firstPort, nodes), seed)
            .withRedis(Optional.ofNullable(redis), appendfsync)
            .withNodeProperties(properties);
    return kafka == null ? plan : plan.withKafka(new Plan.Kafka.External(kafka));
  }

  private static void print(PrintWriter out, SystemState state, double seconds) {
    out.println();
    for (var part : state.parts()) {
      out.printf("  %-10s %-21s pid %d%n", part.name(), part.address(), part.pid());
    }
    out.println();
    out.printf(
        "Ready in %.1f s. gRPC front doors: %s%n", seconds, String.join(" ", state.frontDoors()));
    if (!state.tls().isEmpty()) {
      var tls = Path.of(state.tls());
      out.println("Clients connect with TLS and trust " + tls.resolve("authority.pem"));
      out.println(
          "Workers and operators show worker.pem or operator.pem, beside it, with their .key");
    }
    out.println("Logs: " + Path.of(state.data()).resolve("logs") + "  Stop: Ctrl-C");
    out.flush();
  }
}
