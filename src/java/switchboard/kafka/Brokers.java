package switchboard.kafka;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.HashMap;
import java.util.Map;

/**
 * How Kafka's brokers are reached, by every client of this product.
 *
 * @param servers host:port of one or more, separated by commas
 * @param client what every client is told besides, such as security.protocol: the section {@code
 *     switchboard.kafka.client}
 */
public record Brokers(String servers, Map<String, String> client) {
  /** Kafka's own name for where the brokers are. */
  private static final String SERVERS = "bootstrap.servers";

  public Brokers {
    client = Map.copyOf(client);
    if (servers.isBlank()) {
      throw new IllegalArgumentException(
          "switchboard.kafka.bootstrap-servers is empty: name at least one host:port");
    }
  }

  /** Without TLS or passwords. */
  public static Brokers at(String servers) {
    return new Brokers(servers, Map.of());
  }

  /** The section {@code switchboard.kafka} of a node's whole configuration. */
  public static Brokers configured(Config root) {
    var own = root.getConfig("switchboard.kafka");
    return at(own.getString("bootstrap-servers")).with(own.getConfig("client"));
  }

  /** Others, reached in the same way. */
  public Brokers instead(String others) {
    return new Brokers(others, client);
  }

  private Brokers with(Config section) {
    var told = new HashMap<String, String>();
    section
        .entrySet()
        .forEach(
            each ->
                told.put(
                    String.join(".", ConfigUtil.splitPath(each.getKey())),
                    String.valueOf(each.getValue().unwrapped())));
    return new Brokers(servers, told);
  }

  /**
   * What one client is told.
   *
   * @param own what it needs for what it does; goes before what all are told
   */
  Map<String, Object> properties(Map<String, ?> own) {
    var all = new HashMap<String, Object>(client);
    all.put(SERVERS, servers);
    all.putAll(own);
    return all;
  }
}
