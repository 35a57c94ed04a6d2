package switchboard.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The TCP ports of a local system, all on loopback.
 *
 * @param frontDoors where each node serves gRPC, the first node first
 * @param remoting where each node talks to the other nodes
 * @param management where each node serves Pekko Management over HTTP
 * @param payments where the simulated payments service answers HTTP
 */
public record Ports(
    List<Integer> frontDoors,
    List<Integer> remoting,
    List<Integer> management,
    int redis,
    int kafka,
    int kafkaController,
    int payments) {

  /** More nodes than this on one machine would run into the next block of ports. */
  public static final int MOST_NODES = 16;

  static final String HOST = "127.0.0.1";

  /**
   * Free ports are looked for below those that systems give to outgoing connections, so that no
   * connection takes one between its choice and its use.
   */
  private static final int FIRST_FREE = 10_000;

  private static final int LAST_FREE = 31_999;
  private static final int MOST_ATTEMPTS = 10_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  public Ports {
    frontDoors = List.copyOf(frontDoors);
    remoting = List.copyOf(remoting);
    management = List.copyOf(management);
  }

  /**
   * Fixed ports, counted from the first front door's: front doors from {@code first}, remoting from
   * +20, management from +40, Redis +60, Kafka +61 and +62, payments +63.
   */
  public static Ports from(int first, int nodes) {
    return new Ports(
        block(first, nodes),
        block(first + 20, nodes),
        block(first + 40, nodes),
        first + 60,
        first + 61,
        first + 62,
        first + 63);
  }

  /** Ports that are free now, drawn at random. */
  public static Ports free(int nodes) {
    var free = freePorts(3 * nodes + 4);
    return new Ports(
        free.subList(0, nodes),
        free.subList(nodes, 2 * nodes),
        free.subList(2 * nodes, 3 * nodes),
        free.get(3 * nodes),
        free.get(3 * nodes + 1),
        free.get(3 * nodes + 2),
        free.get(3 * nodes + 3));
  }

  private static List<Integer> block(int first, int count) {
    return IntStream.range(first, first + count).boxed().toList();
  }

  /** Never the same one twice to one process. */
  static List<Integer> freePorts(int count) {
    var free = new ArrayList<Integer>();
    for (int attempt = 0; attempt < MOST_ATTEMPTS && free.size() < count; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_FREE, LAST_FREE + 1);
      if (GIVEN.add(port) && isFree(port)) {
        free.add(port);
      }
    }
    if (free.size() < count) {
      throw new LocalFailure("no free port on " + HOST + ": close some programs and try again");
    }
    return free;
  }

  /** Whether nobody listens on it. */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      // As servers do it: a port whose last owner has just gone counts as free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(HOST, port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /**
   * Checks that nobody listens on a port.
   *
   * @throws LocalFailure if somebody does
   */
  static void requireFree(int port, String forWhat) {
    if (!isFree(port)) {
      throw new LocalFailure(
          "port "
              + port
              + " for "
              + forWhat
              + " is already taken: stop what uses it, or choose others with --port FIRST");
    }
  }
}
