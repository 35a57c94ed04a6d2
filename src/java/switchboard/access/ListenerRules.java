package switchboard.access;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Nothing listens beyond loopback without asking who is there, unless the configuration says in so
 * many words that it may.
 */
public final class ListenerRules {
  /** The listeners that may be left open, by name. */
  private static final String OPEN = "switchboard.security.open";

  private static final String AUTHORITY = "switchboard.tls.authority-file";

  /**
   * Something that a node listens with.
   *
   * @param name as it may stand in {@code switchboard.security.open}
   * @param key the setting that says where it listens
   * @param host what it says
   * @param isGuarded whether it lets in only whom it knows
   * @param remedy what would make it so
   */
  record Listener(String name, String key, String host, boolean isGuarded, String remedy) {}

  private ListenerRules() {}

  /**
   * Looks at all listeners of a node.
   *
   * @throws IllegalArgumentException if any may not be reached as it is configured, with a line for
   *     each
   */
  public static void check(Config config) {
    var problems = problems(listeners(config), config.getStringList(OPEN));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** What is wrong, a line each; empty if nothing is. */
  static List<String> problems(List<Listener> listeners, List<String> open) {
    var problems = new ArrayList<String>();
    var names = new HashSet<String>();
    for (var listener : listeners) {
      names.add(listener.name());
      if (!listener.isGuarded()
          && !isLoopback(listener.host())
          && !open.contains(listener.name())) {
        problems.add(
            listener.key()
                + " is "
                + listener.host()
                + ", beyond loopback, and nobody is asked who he is: "
                + listener.remedy()
                + "; or say that it is meant so by "
                + listener.name()
                + " in "
                + OPEN);
      }
    }
    for (var name : open) {
      if (!names.contains(name)) {
        problems.add(
            OPEN
                + " names "
                + name
                + ", but must name some of "
                + String.join(", ", sorted(names)));
      }
    }
    return problems;
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static List<Listener> listeners(Config config) {
    boolean mutual = !text(config, AUTHORITY).isEmpty();
    var certificates = "set " + AUTHORITY;
    return List.of(
        new Listener(
            "front-door",
            "switchboard.front-door.host",
            text(config, "switchboard.front-door.host"),
            AccessSettings.from(config).required(),
            "set switchboard.front-door.authentication.kind to required"),
        new Listener(
            "workers",
            "switchboard.workers.host",
            text(config, "switchboard.workers.host"),
            mutual,
            certificates),
        new Listener(
            "operations",
            "switchboard.operations.host",
            text(config, "switchboard.operations.host"),
            mutual,
            certificates),
        listener(
            config,
            "management",
            "pekko.management.http.",
            false,
            "bind it to loopback; it is switchboard.node.host unless it is set itself"),
        listener(
            config,
            "remoting",
            "pekko.remote.artery.",
            mutual,
            certificates + "; it is switchboard.node.host unless it is set itself"));
  }

  /** One of Pekko's, where the address to bind may be another than the one to be reached at. */
  private static Listener listener(
      Config config, String name, String section, boolean isGuarded, String remedy) {
    boolean isRemoting = name.equals("remoting");
    var bind = section + (isRemoting ? "bind.hostname" : "bind-hostname");
    var reached = section + (isRemoting ? "canonical.hostname" : "hostname");
    var key = text(config, bind).isEmpty() ? reached : bind;
    return new Listener(name, key, text(config, key), isGuarded, remedy);
  }

  /** Nothing where it is no text: whoever reads it for good says so. */
  private static String text(Config config, String key) {
    boolean isText =
        config.hasPath(key)
            && switch (config.getValue(key).valueType()) {
              case STRING, NUMBER, BOOLEAN -> true;
              case LIST, OBJECT, NULL -> false;
            };
    return isText ? config.getString(key) : "";
  }

  /**
   * Whether an address is loopback, told from the text alone: what a name other than localhost
   * stands for can change after this was asked.
   */
  static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}
