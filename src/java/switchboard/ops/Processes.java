package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Where the command line enters the rest of the product: one method per thing it runs or asks. */
public final class Processes {
  private Processes() {}

  /** Runs a node until the process is told to stop. */
  static void node(Optional<Path> configFile, List<String> overrides) {
    // PLACEHOLDER: switchboard.cluster.Node.run(configFile.orElse(null), overrides)
    standIn(
        "switchboard node ready front-door="
            + System.getProperty("switchboard.node.host")
            + ":"
            + System.getProperty("switchboard.front-door.port"));
  }

  /** Runs a Kafka broker until the process is told to stop. */
  static void broker(Path data, int port, int controllerPort) {
    // PLACEHOLDER: switchboard.local.KafkaBroker.run(data, port, controllerPort)
    standIn("kafka broker ready 127.0.0.1:" + port);
  }

  /**
   * Runs a simulated service until the process is told to stop.
   *
   * @param arguments what the service itself reads: {@code --bootstrap}, {@code --data}, ...
   */
  static void simulator(String name, List<String> arguments) {
    // PLACEHOLDER: switchboard.simulators.{OrderService,LogisticsService,PaymentsService}
    standIn(name + " service ready");
  }

  /** Starts Redis as a child of this process; closing stops it. */
  static AutoCloseable redis(int port, Path data, String appendfsync) throws Exception {
    // PLACEHOLDER: switchboard.local.RedisServer.start(port, data, appendfsync)
    java.nio.file.Files.createDirectories(data);
    var process =
        new ProcessBuilder(
                "redis-server",
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--dir",
                data.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                appendfsync,
                "--save",
                "")
            .inheritIO()
            .start();
    return () -> {
      process.destroy();
      process.waitFor();
    };
  }

  /** The status that the simulated order service gives an order of this seed's world. */
  public static String orderStatus(long seed, String orderId) {
    // PLACEHOLDER: new switchboard.simulators.SimulatedWorld(seed).order(orderId)
    return "OUT_FOR_DELIVERY";
  }

  /**
   * Turns the dials of a simulated service while it runs.
   *
   * @param data the service's data directory
   * @param options such as {@code --latency 200..800}; what is not named stays as it is
   */
  public static void dial(Path data, List<String> options) {
    // PLACEHOLDER: var file = DialsFile.in(data); file.write(file.read().with(options))
  }

  /** What the echo agent replies to a text. */
  public static String echoReply(String text) {
    // PLACEHOLDER: switchboard.agent.EchoAgent.reply(text)
    var reply = new StringBuilder("You said: ").append(text);
    while (reply.length() < 150) {
      reply.append('.');
    }
    return reply.substring(0, 150);
  }

  private static void standIn(String line) {
    System.out.println(line);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
