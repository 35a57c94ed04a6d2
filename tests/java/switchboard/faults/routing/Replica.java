package switchboard.faults.routing;

import static org.awaitility.Awaitility.await;
import static switchboard.journal.RedisCluster.ask;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;

/**
 * A second Redis that copies the first one and can take over from it: both are a Redis Cluster with
 * one master. It copies as Redis does, which acknowledges before the copy is made.
 */
final class Replica implements AutoCloseable {
  /** What makes a server a part of a Redis Cluster. */
  static final List<String> CLUSTERED =
      List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "2000");

  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final Path binary;
  private final int port;
  private final Path directory;
  private RedisServer server;

  private Replica(Path binary, int port, Path directory) {
    this.binary = binary;
    this.port = port;
    this.directory = directory;
    start();
  }

  private void start() {
    server =
        RedisServer.start(binary, port, directory, Fsync.ALWAYS, CLUSTERED.toArray(String[]::new));
  }

  /** Starts one; returns when it has a whole copy and receives what is new. */
  static Replica of(RedisServer master, Path binary, int port, Path directory) {
    var replica = new Replica(binary, port, directory);
    ask(master.port(), "CLUSTER ADDSLOTSRANGE 0 16383");
    ask(port, "CLUSTER MEET 127.0.0.1 " + master.port());
    var id = ask(master.port(), "CLUSTER MYID");
    await("the two know each other")
        .atMost(WITHIN)
        .until(() -> ask(port, "CLUSTER REPLICATE " + id).equals("+OK"));
    await("the copy is whole")
        .atMost(WITHIN)
        .until(() -> ask(port, "INFO replication").contains("master_link_status:up"));
    await("the cluster serves")
        .atMost(WITHIN)
        .until(() -> ask(master.port(), "CLUSTER INFO").contains("cluster_state:ok"));
    return replica;
  }

  /** It takes nothing in any more. */
  void lag() {
    Shell.run("kill", "-STOP", Long.toString(server.pid()));
  }

  /** It becomes the master, with what is in its file: what lay in its connection is lost. */
  RedisServer takeOver() {
    server.kill();
    start();
    await("it takes over")
        .atMost(WITHIN)
        .until(
            () ->
                ask(port, "CLUSTER FAILOVER TAKEOVER").equals("+OK")
                    || ask(port, "INFO replication").contains("role:master"));
    return server;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    server.kill();
  }
}
