package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import switchboard.local.Ports;
import switchboard.local.RedisServer;

/** Three masters in cluster mode on loopback, which share all slots. */
public final class RedisCluster implements Redis.Planned {
  private static final int SLOTS = 16384;
  private static final int MASTERS = 3;
  private static final int BUS = 10_000;
  private static final int LAST_WITH_BUS = 21_999;

  private final List<RedisServer> masters = new ArrayList<>();

  private final List<Integer> ports =
      IntStream.range(0, MASTERS).mapToObj(_ -> portWithRoomForTheBus()).toList();

  private RedisCluster() {}

  public static RedisCluster planned() {
    return new RedisCluster();
  }

  @Override
  public String uri() {
    return ports.stream().map(port -> "redis://127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  @Override
  public String mode() {
    return "cluster";
  }

  @Override
  public void start() {
    Path binary = Redis.binary();
    for (int port : ports) {
      masters.add(
          RedisServer.start(
              binary,
              port,
              Redis.directory(),
              RedisServer.Fsync.EVERYSEC,
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              "2000"));
    }
    join();
  }

  @Override
  public void close() {
    masters.forEach(RedisServer::close);
  }

  /** Gives a slot, with its keys, from the master that has it to the next one. */
  void moveSlot(int slot) {
    int from = 0;
    while (slot >= SLOTS * (from + 1) / MASTERS) {
      from++;
    }
    var source = masters.get(from);
    var target = masters.get((from + 1) % MASTERS);
    var sourceId = ask(source, "CLUSTER MYID");
    var targetId = ask(target, "CLUSTER MYID");
    ask(target, "CLUSTER SETSLOT " + slot + " IMPORTING " + sourceId);
    ask(source, "CLUSTER SETSLOT " + slot + " MIGRATING " + targetId);
    for (var key : keys(source, slot)) {
      ask(source, "MIGRATE 127.0.0.1 " + target.port() + " " + key + " 0 5000");
    }
    for (var master : List.of(target, source)) {
      ask(master, "CLUSTER SETSLOT " + slot + " NODE " + targetId);
    }
  }

  private static List<String> keys(RedisServer server, int slot) {
    try (var client = io.lettuce.core.RedisClient.create(server.uri());
        var connection = client.connect()) {
      return connection.sync().clusterGetKeysInSlot(slot, 1000);
    }
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      int from = SLOTS * i / MASTERS;
      int to = SLOTS * (i + 1) / MASTERS;
      var slots =
          IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining(" "));
      ask(masters.get(i), "CLUSTER ADDSLOTS " + slots);
      ask(masters.get(0), "CLUSTER MEET 127.0.0.1 " + masters.get(i).port());
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                masters.stream()
                    .map(master -> ask(master, "CLUSTER INFO"))
                    .allMatch(
                        info ->
                            info.contains("cluster_state:ok")
                                && info.contains("cluster_known_nodes:3")));
  }

  /** The bus listens 10,000 above the port, which must be free as well. */
  public static int portWithRoomForTheBus() {
    int port = RedisServer.freePort();
    while (port > LAST_WITH_BUS || !Ports.isFree(port + BUS)) {
      port = RedisServer.freePort();
    }
    return port;
  }

  private static String ask(RedisServer server, String command) {
    return ask(server.port(), command);
  }

  /** Its answer: the content of a bulk string, anything else as it is sent. */
  public static String ask(int port, String command) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String head = in.readLine();
      if (!head.startsWith("$")) {
        return head;
      }
      char[] body = new char[Integer.parseInt(head.substring(1))];
      int read = 0;
      while (read < body.length) {
        read += in.read(body, read, body.length - read);
      }
      return new String(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
