package switchboard.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import switchboard.local.JavaCommand.Tuning;

/** The commands of a plan's parts: which verb each runs, with which configuration. */
final class Parts {
  /** The one simulator that is asked over HTTP too. */
  private static final String HTTP_SERVICE = "payments";

  private static final Duration AT_ONCE = Duration.ofMillis(500);

  /**
   * Starting a node takes a processor for seconds, which the other nodes on this machine need
   * first: they are taking over its sessions.
   */
  private static final Duration AFTER_RECOVERY = Duration.ofSeconds(3);

  private final Plan plan;
  private final DataDirectory data;

  Parts(Plan plan, DataDirectory data) {
    this.plan = plan;
    this.data = data;
  }

  List<Part> redis() {
    if (plan.redis().isPresent()) {
      return List.of();
    }
    var arguments =
        List.of(
            "redis",
            "serve",
            "--port",
            "" + plan.ports().redis(),
            "--data",
            data.of("redis").toString(),
            "--appendfsync",
            plan.appendfsync());
    // The same classes as the command line's own, whose archive the launcher has made.
    var command = JavaCommand.of(Tuning.TINY, "command-line", false, Map.of(), arguments);
    return List.of(part("redis", "redis", command, "^redis ready", plan.ports().redis(), 10));
  }

  List<Part> broker() {
    if (plan.kafka() instanceof Plan.Kafka.External) {
      return List.of();
    }
    var ports = plan.ports();
    var arguments =
        List.of(
            "broker",
            "--port",
            "" + ports.kafka(),
            "--controller-port",
            "" + ports.kafkaController(),
            "--data",
            data.of("kafka").toString());
    var command = JavaCommand.of(Tuning.SUPPORT, "broker", true, Map.of(), arguments);
    return List.of(part("broker", "broker", command, "^kafka (broker )?ready", ports.kafka(), 15));
  }

  List<Part> simulators() {
    if (!plan.hasSimulators()) {
      return List.of();
    }
    return Plan.SIMULATORS.stream().map(this::simulator).toList();
  }

  private Part simulator(String name) {
    var arguments =
        new ArrayList<>(
            List.of(
                "simulator",
                name,
                "--bootstrap",
                plan.bootstrapServers(),
                "--data",
                data.of("simulators").resolve(name).toString(),
                "--seed",
                "" + plan.seed()));
    int port = name.equals(HTTP_SERVICE) ? plan.ports().payments() : 0;
    if (port != 0) {
      arguments.addAll(List.of("--http", address(port)));
    }
    arguments.addAll(plan.simulatorOptions().getOrDefault(name, List.of()));
    // All three load the same classes; one of them writes the archive for all.
    var writes = name.equals(Plan.SIMULATORS.getFirst());
    var command = JavaCommand.of(Tuning.SUPPORT, "simulator", writes, Map.of(), arguments);
    return part(name, "simulator", command, "^" + name + " service ready", port, 8);
  }

  List<Part> nodes() {
    var nodes = new ArrayList<Part>();
    for (int i = 0; i < plan.nodes(); i++) {
      nodes.add(node(i));
    }
    return nodes;
  }

  private Part node(int index) {
    var ports = plan.ports();
    var name = "node-" + (index + 1);
    var command =
        JavaCommand.of(Tuning.SERVER, "node", index == 0, properties(index), List.of("node"));
    return new Part(
        name,
        "node",
        command,
        Pattern.compile("^switchboard node ready front-door="),
        address(ports.frontDoors().get(index)),
        address(ports.management().get(index)),
        data.log(name),
        plan.nodes() > 1 ? AFTER_RECOVERY : AT_ONCE,
        Duration.ofSeconds(20));
  }

  private Map<String, String> properties(int index) {
    var ports = plan.ports();
    var properties = new LinkedHashMap<String, String>();
    properties.put("switchboard.node.host", Ports.HOST);
    properties.put("switchboard.front-door.port", "" + ports.frontDoors().get(index));
    properties.put("pekko.remote.artery.canonical.port", "" + ports.remoting().get(index));
    properties.put("pekko.management.http.port", "" + ports.management().get(index));
    // HOCON reads an object with numbers for keys as a list.
    for (int i = 0; i < plan.nodes(); i++) {
      properties.put("switchboard.cluster.contact-points." + i, address(ports.management().get(i)));
    }
    properties.put("switchboard.cluster.required-contact-points", "" + (plan.nodes() / 2 + 1));
    properties.put("switchboard.redis.uri", plan.redisUri());
    data.storeId().ifPresent(id -> properties.put("switchboard.redis.store-id", id));
    // Its own alone, whatever the environment holds for another system.
    properties.put("switchboard.privacy.key-encryption-keys", "");
    properties.put(
        "switchboard.privacy.key-encryption-key-file", data.keyEncryptionKeys().toString());
    properties.put("switchboard.kafka.bootstrap-servers", plan.bootstrapServers());
    if (plan.hasSimulators()) {
      properties.put("switchboard.services.payments.url", "http://" + address(ports.payments()));
    }
    if (plan.hasOwnCertificates()) {
      properties.putAll(LocalCertificates.in(data.of("tls")).properties());
    }
    properties.putAll(plan.nodeProperties());
    return properties;
  }

  private Part part(
      String name, String kind, List<String> command, String ready, int port, int stopSeconds) {
    return new Part(
        name,
        kind,
        command,
        Pattern.compile(ready),
        port == 0 ? "" : address(port),
        "",
        data.log(name),
        AT_ONCE,
        Duration.ofSeconds(stopSeconds));
  }

  private static String address(int port) {
    return Ports.HOST + ":" + port;
  }
}
