package switchboard.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import switchboard.cluster.Node;
import switchboard.local.KafkaBroker;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;

/** Two real nodes in this process with certificates; their Redis has one too, if it can. */
final class SecuredNodes implements AutoCloseable {
  static final int NODES = 2;

  private final Path directory = Files.createTempDirectory("switchboard-tls");
  private final List<Integer> ports = TestKafka.freePorts(5 + NODES);
  private final Certificates certificates = new Certificates(directory.resolve("tls"));
  private final List<Node> nodes = new ArrayList<>();
  private final RedisServer redis;
  private final KafkaBroker kafka;
  private final boolean redisHasTls;

  SecuredNodes() throws Exception {
    certificates.issue("node", Role.NODE);
    certificates.issueWithout("redis");
    var secured = securedRedis();
    redisHasTls = secured.isPresent();
    redis =
        secured.orElseGet(
            () -> RedisServer.start(ports.get(0), directory.resolve("redis"), Fsync.ALWAYS));
    kafka = KafkaBroker.start(directory.resolve("kafka"), ports.get(1), ports.get(2));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts =
          IntStream.range(0, NODES)
              .mapToObj(node -> threads.submit(() -> start(node, settings())))
              .toList();
      for (var start : starts) {
        nodes.add(start.get(60, TimeUnit.SECONDS));
      }
    } catch (Exception failure) {
      close();
      throw failure;
    }
  }

  /** Empty where redis-server is built without TLS. */
  private Optional<RedisServer> securedRedis() {
    var files = files("redis");
    return RedisServer.installed()
        .flatMap(
            binary -> {
              try {
                return Optional.of(
                    RedisServer.start(
                        binary,
                        ports.get(0),
                        directory.resolve("redis"),
                        Fsync.ALWAYS,
                        "--tls-port",
                        ports.get(3).toString(),
                        "--tls-cert-file",
                        files.certificate().toString(),
                        "--tls-key-file",
                        files.key().toString(),
                        "--tls-ca-cert-file",
                        certificates.authority().toString(),
                        "--tls-auth-clients",
                        "yes"));
              } catch (IllegalStateException withoutTls) {
                return Optional.empty();
              }
            });
  }

  private CertificateFiles files(String name) {
    var tls = directory.resolve("tls");
    return new CertificateFiles(tls.resolve(name + ".pem"), tls.resolve(name + ".key"));
  }

  boolean redisHasTls() {
    return redisHasTls;
  }

  Certificates certificates() {
    return certificates;
  }

  Node node(int node) {
    return nodes.get(node);
  }

  /** What every node is told of certificates. */
  List<String> settings() {
    var node = files("node");
    var all = new ArrayList<String>();
    all.addAll(identity(node, certificates.authority()));
    all.add("switchboard.redis.tls.authority-file = \"" + certificates.authority() + "\"");
    all.add("switchboard.redis.tls.certificate-file = \"" + node.certificate() + "\"");
    all.add("switchboard.redis.tls.key-file = \"" + node.key() + "\"");
    return all;
  }

  static List<String> identity(CertificateFiles files, Path authority) {
    return List.of(
        "switchboard.tls.certificate-file = \"" + files.certificate() + "\"",
        "switchboard.tls.key-file = \"" + files.key() + "\"",
        "switchboard.tls.authority-file = \"" + authority + "\"",
        "switchboard.tls.reload = 200 ms");
  }

  /** Starts a node, which waits until it is a member. */
  Node start(int node, List<String> settings) {
    var uri = redisHasTls ? "rediss://127.0.0.1:" + ports.get(3) : redis.uri();
    var contacts =
        IntStream.range(0, NODES).mapToObj(it -> "\"127.0.0.1:" + ports.get(4 + it) + "\"");
    var all =
        new ArrayList<>(
            List.of(
                "pekko.coordinated-shutdown.exit-jvm = off",
                "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off",
                "pekko.loglevel = WARNING",
                "pekko.cluster.jmx.multi-mbeans-in-same-jvm = on",
                "pekko.remote.artery.canonical.port = 0",
                "pekko.management.http.port = " + ports.get(4 + node),
                "switchboard.cluster.contact-points = " + contacts.toList(),
                "switchboard.cluster.required-contact-points = " + NODES,
                "switchboard.cluster.shards = 12",
                "switchboard.redis.uri = \"" + uri + "\"",
                "switchboard.privacy.key-encryption-keys ="
                    + " \"k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"",
                "switchboard.kafka.bootstrap-servers = \"" + kafka.bootstrapServers() + "\"",
                "switchboard.kafka.topics.partitions = 3",
                "switchboard.front-door.port = 0",
                "switchboard.workers.agents.helper {}"));
    all.addAll(settings);
    return Node.start(Optional.empty(), all);
  }

  @Override
  public void close() throws IOException {
    nodes.stream().map(Node::stop).toList().forEach(SecuredNodes::await);
    kafka.close();
    redis.kill();
  }

  private static void await(CompletionStage<?> end) {
    end.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
