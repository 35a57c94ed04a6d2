package switchboard.journal;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Reads what kind of servers Redis runs on, and refuses those that would lose data. */
final class ServerFacts {
  private static final String UNKNOWN = "unknown";

  private ServerFacts() {}

  /** Asks every master. */
  static CompletionStage<List<StoreHealth.Server>> read(RedisLink.Connection connection) {
    return connection
        .masters()
        .thenCompose(masters -> Stages.all(masters.stream().map(ServerFacts::read).toList()));
  }

  /**
   * Checks that the servers can be used.
   *
   * @throws IllegalStateException if one is too old or evicts keys
   */
  static void requireFit(List<StoreHealth.Server> servers) {
    for (var server : servers) {
      if (!isRecent(server.version())) {
        throw new IllegalStateException(
            "Redis is too old: Switchboard needs 6.2 or later, and this is " + server.version());
      }
      if (!server.maxMemoryPolicy().equals("noeviction")
          && !server.maxMemoryPolicy().equals(UNKNOWN)) {
        throw new IllegalStateException(
            "Redis would evict conversations: set maxmemory-policy to noeviction; it is "
                + server.maxMemoryPolicy());
      }
    }
  }

  private static CompletionStage<StoreHealth.Server> read(
      RedisClusterAsyncCommands<byte[], byte[]> server) {
    return server
        .info()
        .thenCombine(
            // Managed services forbid CONFIG; INFO tells all but this.
            server.configGet("appendfsync").exceptionally(_ -> Map.of()),
            (info, config) ->
                new StoreHealth.Server(
                    field(info, "redis_version"),
                    switch (field(info, "aof_enabled")) {
                      case "1" -> "yes";
                      case "0" -> "no";
                      case String other -> other;
                    },
                    config.getOrDefault("appendfsync", UNKNOWN),
                    field(info, "maxmemory_policy")));
  }

  private static boolean isRecent(String version) {
    var parts = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(version);
    if (!parts.matches()) {
      return true;
    }
    int major = Integer.parseInt(parts.group(1));
    return major > 6 || major == 6 && Integer.parseInt(parts.group(2)) >= 2;
  }

  static String field(String info, String name) {
    var line = Pattern.compile("(?m)^" + name + ":(.*?)\\r?$").matcher(info);
    return line.find() ? line.group(1) : UNKNOWN;
  }
}
