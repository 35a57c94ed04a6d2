package switchboard.ops;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import switchboard.agent.EchoAgent;
import switchboard.cluster.Node;
import switchboard.cluster.NodeConfig;
import switchboard.local.KafkaBroker;
import switchboard.local.LocalFailure;
import switchboard.local.RedisServer;
import switchboard.local.RepeatedRecord;
import switchboard.local.SimulatorProcess;
import switchboard.settings.Problem;
import switchboard.simulators.Dials;
import switchboard.simulators.DialsFile;
import switchboard.simulators.EventRequests;
import switchboard.simulators.ServiceSettings;
import switchboard.simulators.SimulatedWorld;

/** Where the command line enters the rest of the product: one method per thing it runs or asks. */
public final class Processes {
  private Processes() {}

  /** Runs a node until it ends; its exit code. */
  static int node(Optional<Path> configFile, List<String> overrides) {
    try {
      return Node.run(configFile, overrides);
    } catch (Node.StartFailure failure) {
      throw new CommandFailure("the node cannot start: " + failure.getMessage(), failure);
    }
  }

  /** Everything that is wrong with a node's configuration. */
  static List<Problem> checkConfig(Optional<Path> file, List<String> overrides, boolean keys) {
    return NodeConfig.check(file, overrides, keys);
  }

  /** What a node would be configured with: built in, this file, and the environment. */
  static Config configuration(Optional<Path> configFile) {
    try {
      return NodeConfig.load(configFile, List.of(), false);
    } catch (Node.StartFailure failure) {
      throw new CommandFailure(failure.getMessage(), failure);
    }
  }

  /** Runs a Kafka broker until the process is told to stop. */
  static void broker(Path data, int port, int controllerPort) {
    try {
      KafkaBroker.run(data, port, controllerPort);
    } catch (IOException failure) {
      throw new CommandFailure("the broker cannot use " + data + ": " + failure, failure);
    }
  }

  /** Runs a simulated service until the process is told to stop; its exit code. */
  static int simulator(String name, ServiceSettings settings, List<String> dials) {
    try {
      return SimulatorProcess.run(name, settings, dials);
    } catch (IOException failure) {
      throw new CommandFailure(
          "the simulator cannot use " + settings.dataDir() + " or its address: " + failure,
          failure);
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(wrong.getMessage(), wrong);
    }
  }

  /** Starts Redis as a child of this process; closing stops it. */
  static RedisServer redis(int port, Path data, String appendfsync) {
    return RedisServer.start(
        port, data, RedisServer.Fsync.valueOf(appendfsync.toUpperCase(Locale.ROOT)));
  }

  /** The status that the simulated order service gives an order of this seed's world. */
  public static String orderStatus(long seed, String orderId) {
    return new SimulatedWorld(seed)
        .order(orderId)
        .map(order -> order.status().name())
        .orElse("ORDER_NOT_FOUND");
  }

  /**
   * Turns the dials of a simulated service while it runs.
   *
   * @param data the service's data directory
   * @param options such as {@code --latency 200..800}; what is not named stays as it is
   * @return puts them back to where they were
   */
  public static Runnable dial(Path data, List<String> options) {
    try {
      var file = DialsFile.in(data);
      var before = file.read();
      file.write(before.with(new ArrayList<>(options)));
      return () -> dial(data, before);
    } catch (IOException failure) {
      throw new CommandFailure("the dials in " + data + " cannot be written: " + failure, failure);
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(wrong.getMessage(), wrong);
    }
  }

  private static void dial(Path data, Dials dials) {
    try {
      DialsFile.in(data).write(dials);
    } catch (IOException failure) {
      throw new CommandFailure("the dials in " + data + " cannot be written: " + failure, failure);
    }
  }

  /**
   * Puts the last record with a key into its topic once more, byte for byte, as a broker or a
   * service may after a failure.
   *
   * @param bootstrapServers of the broker, {@code host:port}
   */
  public static void deliverAgain(String bootstrapServers, String topic, String key) {
    try {
      RepeatedRecord.send(bootstrapServers, topic, key);
    } catch (LocalFailure failure) {
      throw new CommandFailure(failure.getMessage(), failure);
    }
  }

  /**
   * Asks a simulated service to tell something unasked, now or when it runs again.
   *
   * @param simulators the directory with all services' data
   * @param tenant whose order it is; empty to say nothing about it
   * @return the event's id
   */
  public static String emit(
      Path simulators, String service, String orderId, String tenant, Map<String, String> facts) {
    try {
      return EventRequests.in(simulators.resolve(service)).ask(service, orderId, tenant, facts);
    } catch (IOException failure) {
      throw new CommandFailure(
          "the request in " + simulators + " cannot be written: " + failure, failure);
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(wrong.getMessage(), wrong);
    }
  }

  /** What the echo agent replies to a text. */
  public static String echoReply(String text) {
    return EchoAgent.reply(text);
  }
}
