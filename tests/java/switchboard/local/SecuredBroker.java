package switchboard.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import switchboard.local.CertificateAuthority.Holder;

/** A real broker that clients reach with TLS only, both sides showing a certificate. */
public final class SecuredBroker implements AutoCloseable {
  private static final Duration LONG = Duration.ofDays(1);

  private final Path directory;
  private final List<Integer> ports = Ports.freePorts(2);
  private final CertificateAuthority authority = CertificateAuthority.create("tests", LONG);
  private final KafkaRaftServer server;

  public SecuredBroker(Path directory) throws IOException {
    this.directory = directory;
    Files.writeString(authority(), authority.own().certificate());
    issue("broker");
    issue("client");
    // formats the storage
    KafkaBroker.start(directory.resolve("kafka"), ports.get(0), ports.get(1)).close();
    server = new KafkaRaftServer(KafkaConfig.fromProps(properties(), false), Time.SYSTEM);
    server.startup();
  }

  /** A key and its certificate in one file, as Kafka wants them. */
  private void issue(String name) throws IOException {
    var issued = authority.issue(new Holder(name, Optional.empty(), List.of("127.0.0.1")), LONG);
    Files.writeString(store(name), issued.key() + issued.certificate());
  }

  private Path store(String name) {
    return directory.resolve(name + ".pem");
  }

  private Path authority() {
    return directory.resolve("authority.pem");
  }

  private Properties properties() {
    var clients = "SSL://" + servers();
    var all = new Properties();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get(1));
    all.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + ports.get(1));
    all.put("advertised.listeners", clients);
    all.put("inter.broker.listener.name", "SSL");
    all.put("controller.listener.names", "CONTROLLER");
    all.put("listener.security.protocol.map", "SSL:SSL,CONTROLLER:PLAINTEXT");
    all.put("log.dirs", directory.resolve("kafka").resolve("logs").toString());
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "1");
    all.put("ssl.client.auth", "required");
    all.put("ssl.keystore.type", "PEM");
    all.put("ssl.keystore.location", store("broker").toString());
    all.put("ssl.truststore.type", "PEM");
    all.put("ssl.truststore.location", authority().toString());
    return all;
  }

  public String servers() {
    return "127.0.0.1:" + ports.get(0);
  }

  /** What an operator writes into the configuration of a node. */
  public String section() {
    return """
        switchboard.kafka.bootstrap-servers = "%s"
        switchboard.kafka.client {
          security.protocol = SSL
          ssl.keystore { type = PEM, location = "%s" }
          ssl.truststore { type = PEM, location = "%s" }
        }
        """
        .formatted(servers(), store("client"), authority());
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
