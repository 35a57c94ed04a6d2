package switchboard.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker in KRaft mode for one machine: broker and controller in this process, on the
 * loopback address unless another one is given.
 *
 * <p>The storage is formatted at the first start and kept: topics, records and committed offsets
 * are found again, also after a kill and also when the ports have changed. It has no replicas, so
 * it is not a broker for production.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final int NODE_ID = 1;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private KafkaBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and returns when it accepts clients.
   *
   * @param dataDir where it keeps everything; created if missing
   * @param port where clients connect, on 127.0.0.1
   * @param controllerPort for its controller, on 127.0.0.1; no client needs it
   * @throws IOException if the directory cannot be written or is not a broker's
   */
  public static KafkaBroker start(Path dataDir, int port, int controllerPort) throws IOException {
    return start(dataDir, "127.0.0.1", port, controllerPort);
  }

  /**
   * As {@link #start(Path, int, int)}, for clients on other hosts.
   *
   * @param host the address of this machine where clients connect
   */
  public static KafkaBroker start(Path dataDir, String host, int port, int controllerPort)
      throws IOException {
    var logs = dataDir.resolve("logs").toAbsolutePath();
    Files.createDirectories(logs);
    if (!Files.exists(logs.resolve("meta.properties"))) {
      format(logs);
    }
    var config = KafkaConfig.fromProps(properties(logs, host, port, controllerPort), false);
    var server = new KafkaRaftServer(config, Time.SYSTEM);
    server.startup();
    return new KafkaBroker(server, host + ":" + port);
  }

  /**
   * Runs a broker until the process is told to stop; says on standard output when it is ready.
   *
   * @throws IOException as {@link #start}
   */
  public static void run(Path dataDir, int port, int controllerPort) throws IOException {
    var broker = start(dataDir, port, controllerPort);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.close();
                  stopped.countDown();
                },
                "stop-kafka"));
    System.out.println("kafka broker ready " + broker.bootstrapServers());
    try {
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      broker.close();
    }
  }

  /** Where clients connect, as {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker and waits until its logs are closed. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path logs) throws IOException {
    try (var silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(logs.toString())
          .setMetadataLogDirectory(logs.toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setControllerListenerName("CONTROLLER")
          .setPrintStream(silent)
          .run();
    } catch (IOException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new IOException("The broker's storage cannot be formatted: " + logs, failure);
    }
  }

  private static Properties properties(Path logs, String host, int port, int controllerPort) {
    var clients = "PLAINTEXT://" + host + ":" + port;
    var all = new Properties();
    all.put("process.roles", "broker,controller");
    all.put("node.id", String.valueOf(NODE_ID));
    all.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    all.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + controllerPort);
    all.put("advertised.listeners", clients);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("log.dirs", logs.toString());
    // Topics are created with the partitions that their users expect, never by a stray request.
    all.put("auto.create.topics.enable", "false");
    // One machine has one copy of everything.
    all.put("default.replication.factor", "1");
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "1");
    // Groups start at once, and a group may ask to notice a killed member within a second.
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("group.min.session.timeout.ms", "1000");
    // A broker that was killed may register again only when its old session has run out.
    all.put("broker.session.timeout.ms", "3000");
    all.put("broker.heartbeat.interval.ms", "500");
    // Small: few threads, buffers and files for a machine that runs everything else too.
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("num.recovery.threads.per.data.dir", "2");
    all.put("background.threads", "2");
    all.put("log.cleaner.threads", "1");
    all.put("log.cleaner.dedupe.buffer.size", "8388608");
    all.put("log.index.size.max.bytes", "1048576");
    all.put("log.segment.bytes", "67108864");
    all.put("log.retention.hours", "168");
    // What is done of the dead letters must not be forgotten before the letters are.
    all.put("offsets.retention.minutes", "43200");
    return all;
  }
}
