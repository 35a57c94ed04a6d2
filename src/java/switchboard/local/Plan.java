package switchboard.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a local system consists of.
 *
 * @param data directory for everything it keeps
 * @param nodes how many nodes, 1 to {@value Ports#MOST_NODES}
 * @param ports where each part listens
 * @param redis URI of a Redis that runs already; empty to start one
 * @param kafka what to do about Kafka
 * @param appendfsync {@code always} or {@code everysec}, of the Redis that is started
 * @param seed of the simulated world
 * @param simulatorOptions options for each simulator by its name, such as {@code --latency}
 * @param nodeProperties configuration keys for every node
 */
public record Plan(
    Path data,
    int nodes,
    Ports ports,
    Optional<String> redis,
    Kafka kafka,
    String appendfsync,
    long seed,
    Map<String, List<String>> simulatorOptions,
    Map<String, String> nodeProperties) {

  /** The services that are simulated. */
  public static final List<String> SIMULATORS = List.of("order", "logistics", "payments");

  /** What to do about Kafka. */
  public sealed interface Kafka {
    /** Start a broker and the simulators. */
    record Embedded() implements Kafka {}

    /** Use a broker that runs already, with simulators of our own. */
    record External(String bootstrapServers) implements Kafka {}

    /** Start a broker and no simulators: for measurements of what needs no internal system. */
    record BrokerOnly() implements Kafka {}
  }

  public Plan {
    simulatorOptions = Map.copyOf(simulatorOptions);
    nodeProperties = Map.copyOf(nodeProperties);
  }

  /** The usual one: everything started here. */
  public static Plan standard(Path data, int nodes, Ports ports, long seed) {
    return new Plan(
        data,
        nodes,
        ports,
        Optional.empty(),
        new Kafka.Embedded(),
        "always",
        seed,
        Map.of(),
        Map.of());
  }

  public Plan withRedis(Optional<String> uri, String fsync) {
    return new Plan(data, nodes, ports, uri, kafka, fsync, seed, simulatorOptions, nodeProperties);
  }

  public Plan withKafka(Kafka choice) {
    return new Plan(
        data, nodes, ports, redis, choice, appendfsync, seed, simulatorOptions, nodeProperties);
  }

  public Plan withSimulatorOptions(Map<String, List<String>> options) {
    return new Plan(data, nodes, ports, redis, kafka, appendfsync, seed, options, nodeProperties);
  }

  public Plan withNodeProperties(Map<String, String> properties) {
    return new Plan(
        data, nodes, ports, redis, kafka, appendfsync, seed, simulatorOptions, properties);
  }

  String redisUri() {
    return redis.orElse("redis://" + Ports.HOST + ":" + ports.redis());
  }

  /** Whether the services are simulated here. */
  boolean hasSimulators() {
    return !(kafka instanceof Kafka.BrokerOnly);
  }

  /**
   * Whether nodes use certificates that are made here; not if the plan says otherwise of theirs.
   */
  boolean hasOwnCertificates() {
    return !nodeProperties.containsKey("switchboard.tls.certificate-file");
  }

  /** Bootstrap address, {@code host:port}. */
  String bootstrapServers() {
    return switch (kafka) {
      case Kafka.Embedded _, Kafka.BrokerOnly _ -> Ports.HOST + ":" + ports.kafka();
      case Kafka.External(var address) -> address;
    };
  }
}
