package switchboard.faults.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hosts of our own: network namespaces on one bridge, each with an address. What is not in one of
 * them is reached at the bridge's address. Needs Linux, root, {@code ip} and {@code iptables}.
 */
final class Namespaces implements AutoCloseable {
  private static final String IP = "/usr/sbin/ip";
  private static final String IPTABLES = "/usr/sbin/iptables";

  private final String bridge;
  private final String net;
  private final int count;
  private final List<String[]> undo = new ArrayList<>();

  private Namespaces(int number, int count) {
    this.bridge = "sb" + number;
    this.net = "10.213." + number + ".";
    this.count = count;
  }

  /**
   * Makes them.
   *
   * @throws Shell.Refused if this kernel or this user cannot; says what was refused
   */
  static Namespaces create(int count) {
    var made = new Namespaces(ThreadLocalRandom.current().nextInt(1, 255), count);
    try {
      made.createAll();
      return made;
    } catch (Shell.Refused refused) {
      made.close();
      throw refused;
    }
  }

  private void createAll() {
    did(List.of("link", "add", "name", bridge, "type", "bridge"), "link", "del", bridge);
    ip("addr", "add", gateway() + "/24", "dev", bridge);
    ip("link", "set", bridge, "up");
    for (int i = 0; i < count; i++) {
      did(List.of("netns", "add", name(i)), "netns", "del", name(i));
      ip("link", "add", wire(i), "type", "veth", "peer", "name", "eth0", "netns", name(i));
      ip("link", "set", wire(i), "master", bridge, "up");
      inside(i, IP, "addr", "add", host(i) + "/24", "dev", "eth0");
      inside(i, IP, "link", "set", "eth0", "up");
      inside(i, IP, "link", "set", "lo", "up");
      inside(i, IPTABLES, "-w", "-L", "INPUT", "-n");
    }
  }

  private void did(List<String> what, String... takesItBack) {
    ip(what.toArray(String[]::new));
    undo.addFirst(takesItBack);
  }

  private static void ip(String... arguments) {
    run(List.of(IP), arguments);
  }

  private void inside(int host, String... command) {
    run(prefix(host), command);
  }

  private static void run(List<String> prefix, String... rest) {
    var command = new ArrayList<>(prefix);
    command.addAll(List.of(rest));
    Shell.run(command.toArray(String[]::new));
  }

  /** What stands before a command that is to run there. */
  List<String> prefix(int host) {
    return List.of(IP, "netns", "exec", name(host));
  }

  /** The address of a host. */
  String host(int host) {
    return net + (10 + host);
  }

  /** The address at which all of them reach what is outside. */
  String gateway() {
    return net + "1";
  }

  private String name(int host) {
    return bridge + "h" + host;
  }

  private String wire(int host) {
    return bridge + "w" + host;
  }

  /** What one host sends to another does not arrive. */
  void drop(int from, int to) {
    inside(to, IPTABLES, "-w", "-A", "INPUT", "-s", host(from), "-j", "DROP");
  }

  /** What two hosts send each other does not arrive. */
  void part(int one, int other) {
    drop(one, other);
    drop(other, one);
  }

  /** Nothing that anybody sends it arrives, nor what it sends: nobody is told. */
  void unplug(int host) {
    ip("link", "set", wire(host), "down");
  }

  /** Everything arrives again. */
  void heal() {
    for (int i = 0; i < count; i++) {
      inside(i, IPTABLES, "-w", "-F", "INPUT");
      ip("link", "set", wire(i), "up");
    }
  }

  @Override
  public void close() {
    for (var command : undo) {
      ip(command);
    }
    undo.clear();
  }
}
