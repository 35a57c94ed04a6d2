package switchboard.faults.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.faults.failover.NodeProcesses;

/** A node that may open few files, sockets included, and somebody who connects and connects. */
@Tag("faults")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OpenFilesIT {
  /** About 350 are open at its start: its libraries. */
  private static final int OPEN_FILES = 512;

  @Test
  void aFloodOfConnectionsLeavesEnoughForEverythingElse() throws Exception {
    try (var node = NodeProcesses.withOpenFiles("open-files", OPEN_FILES)) {
      node.startAll();
      var flood = new ArrayList<Socket>();
      try (var steady = new SteadyClient(node.frontDoor(0))) {
        for (int i = 0; i < 2 * OPEN_FILES; i++) {
          flood.add(new Socket("127.0.0.1", node.frontDoor(0)));
        }
        assertThat(admitted(flood)).isBetween(1, OPEN_FILES / 4);

        // whoever has no descriptor left cannot connect to Redis again
        cutConnectionsOfRedis(node.redisUri());
        int before = steady.acknowledged();
        await().atMost(Duration.ofSeconds(20)).until(() -> steady.acknowledged() > before + 20);
        assertThat(steady.failures()).isEmpty();
        assertThat(node.isAlive(0)).isTrue();
        assertThat(Files.readString(node.log(0)))
            .contains("Connections are closed as they come")
            .doesNotContain("Too many open files");
      } finally {
        close(flood);
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> isAdmitted(new Socket("127.0.0.1", node.frontDoor(0))));
    }
  }

  private static int admitted(List<Socket> connections) throws IOException {
    int admitted = 0;
    for (var connection : connections) {
      if (isAdmitted(connection)) {
        admitted++;
      }
    }
    return admitted;
  }

  /** In HTTP/2 servers speak first. */
  private static boolean isAdmitted(Socket connection) throws IOException {
    connection.setSoTimeout(5_000);
    try {
      return connection.getInputStream().read() >= 0;
    } catch (SocketTimeoutException neither) {
      throw new AssertionError("a connection is neither served nor closed", neither);
    } catch (SocketException reset) {
      return false;
    }
  }

  private static void cutConnectionsOfRedis(String uri) {
    var client = RedisClient.create(uri);
    try (var surgeon = client.connect()) {
      long cut = surgeon.sync().clientKill(KillArgs.Builder.typeNormal().skipme());
      assertThat(cut).isPositive();
    } finally {
      client.shutdown();
    }
  }

  private static void close(List<Socket> connections) throws IOException {
    for (var connection : connections) {
      connection.close();
    }
  }
}
