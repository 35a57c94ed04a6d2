package switchboard.kubernetes;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import switchboard.Main;
import switchboard.local.RedisServer;
import switchboard.local.TestKafka;

/**
 * Nodes as processes that are pods to the API server: made from the deployment's template, started
 * with its configuration, each with an address of its own and the same ports as all others.
 */
final class PodProcesses implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);
  private static final String KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private final MockApi api;
  private final RedisServer redis;
  private final Path dir;
  private final Path keys;
  private final Map<String, Integer> ports = new HashMap<>();
  private final TreeMap<Integer, Process> running = new TreeMap<>();
  private final List<Process> suspended = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  PodProcesses(MockApi api, RedisServer redis, Path dir) throws IOException {
    this.api = api;
    this.redis = redis;
    this.dir = dir;
    this.keys = Files.writeString(dir.resolve("keys"), KEY);
    var names = container(template()).stream().map(ContainerPort::getName).toList();
    var free = TestKafka.freePorts(names.size());
    for (int i = 0; i < names.size(); i++) {
      ports.put(names.get(i), free.get(i));
    }
  }

  private static Pod template() {
    var deployment =
        Manifests.of(Deployment.class, Manifests.all(Manifests.BASE)).getFirst().getSpec();
    return new PodBuilder()
        .withMetadata(deployment.getTemplate().getMetadata())
        .withSpec(deployment.getTemplate().getSpec())
        .build();
  }

  private static List<ContainerPort> container(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getPorts();
  }

  static String address(int pod) {
    return "127.0.0." + (pod + 1);
  }

  String frontDoor(int pod) {
    return address(pod) + ":" + ports.get("front-door");
  }

  /** Those that run, or should. */
  Set<Integer> pods() {
    return new TreeSet<>(running.keySet());
  }

  /** Starts pods at the same time; returns when all of them serve. */
  void start(int... pods) throws Exception {
    for (int pod : pods) {
      launch(pod);
      api.client().resource(pod(pod)).create();
    }
    for (int pod : pods) {
      Awaitility.await()
          .alias("a pod is ready; its log is " + log(pod))
          .atMost(START)
          .failFast("a node ended before it was ready", () -> !running.get(pod).isAlive())
          .until(() -> Files.readString(log(pod)).contains("switchboard node ready"));
    }
  }

  private Pod pod(int number) {
    var pod = template();
    container(pod).forEach(port -> port.setContainerPort(ports.get(port.getName())));
    return new PodBuilder(pod)
        .editMetadata()
        .withName("switchboard-" + number)
        .withNamespace(MockApi.NAMESPACE)
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(address(number))
        .addNewContainerStatus()
        .withName(pod.getSpec().getContainers().getFirst().getName())
        .withNewState()
        .withNewRunning()
        .withStartedAt("2026-01-01T00:00:00Z")
        .endRunning()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private void launch(int pod) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=" + Path.of("config", "logback.xml").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "node",
                "--child",
                "--config",
                Manifests.BASE.resolve("node.conf").toString()));
    settings().forEach(setting -> command.addAll(List.of("--set", setting)));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log(pod).toFile()));
    builder.environment().putAll(api.environment());
    builder.environment().putAll(environment(pod));
    running.put(pod, builder.start());
  }

  /** What the overlay and the secrets say. */
  private Map<String, String> environment(int pod) throws Exception {
    return Map.of(
        "NODE_HOST",
        address(pod),
        "REDIS_URI",
        redis.uri(),
        "SWITCHBOARD_KEK_FILE",
        keys.toString(),
        "KAFKA_SERVERS",
        TestKafka.shared().servers(),
        "KAFKA_REPLICATION",
        "1");
  }

  private List<String> settings() {
    return List.of(
        "switchboard.kafka.topics.partitions=3",
        "switchboard.kafka.replies.group=\"pods-" + redis.port() + "\"",
        "switchboard.kafka.events.group=\"pods-events-" + redis.port() + "\"",
        "switchboard.front-door.port=" + ports.get("front-door"),
        "switchboard.operations.port=" + ports.get("operations"),
        "switchboard.workers.port=" + ports.get("workers"),
        "pekko.remote.artery.canonical.port=" + ports.get("remoting"),
        "pekko.management.http.port=" + ports.get("management"));
  }

  private Path log(int pod) {
    return dir.resolve("pod-" + pod + ".log");
  }

  /** {@code kill -9}; the API server knows of a pod that waits to be started again. */
  void kill(int pod) throws InterruptedException {
    var victim = running.remove(pod);
    victim.destroyForcibly();
    victim.waitFor(5, SECONDS);
    api.client()
        .pods()
        .inNamespace(MockApi.NAMESPACE)
        .withName("switchboard-" + pod)
        .edit(PodProcesses::waiting);
  }

  private static Pod waiting(Pod pod) {
    return new PodBuilder(pod)
        .editStatus()
        .editFirstContainerStatus()
        .withNewState()
        .withNewWaiting()
        .withReason("CrashLoopBackOff")
        .endWaiting()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  /** The process hangs: its kernel still accepts connections. It does not count as running here. */
  void suspend(int pod) throws Exception {
    var process = running.remove(pod);
    suspended.add(process);
    new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
  }

  /** Whether each of these nodes sees all of them as members, and nobody else. */
  boolean isOneCluster() {
    var expected = new TreeSet<String>();
    pods().forEach(pod -> expected.add(address(pod) + ":" + ports.get("remoting")));
    return pods().stream().allMatch(pod -> expected.equals(members(pod)));
  }

  /** Whom a node sees as members that are up; nothing while it cannot be asked. */
  private Set<String> members(int pod) {
    var up = new TreeSet<String>();
    try {
      var cluster = ask(pod, "/cluster/members");
      if (!cluster.path("unreachable").isEmpty()) {
        return Set.of();
      }
      for (var member : cluster.path("members")) {
        if (member.path("status").asText().equals("Up")) {
          up.add(member.path("node").asText().replaceFirst(".*@", ""));
        }
      }
      return up;
    } catch (IOException notYet) {
      return Set.of();
    }
  }

  /** The status of a page of the management port. */
  int status(int pod, String path) throws Exception {
    return http.send(request(pod, path), BodyHandlers.discarding()).statusCode();
  }

  private JsonNode ask(int pod, String path) throws IOException {
    try {
      return new JsonMapper()
          .readTree(http.send(request(pod, path), BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private HttpRequest request(int pod, String path) {
    var uri = URI.create("http://" + address(pod) + ":" + ports.get("management") + path);
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
  }

  @Override
  public void close() {
    running.values().forEach(Process::destroyForcibly);
    suspended.forEach(Process::destroyForcibly);
    http.shutdownNow();
  }
}
