package switchboard.journal;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Reads what kind of servers Redis runs on, and refuses those that would lose data. */
final class ServerFacts {
  static final String UNKNOWN = "unknown";

  private ServerFacts() {}

  /** Asks every master. */
  static CompletionStage<List<StoreHealth.Server>> read(RedisLink.Connection connection) {
    return connection
        .masters()
        .thenCompose(masters -> Stages.all(masters.stream().map(ServerFacts::read).toList()));
  }

  /** Asks every master for its time, and takes the middle one: one alone may be wrong. */
  static CompletionStage<Instant> time(RedisLink.Connection connection) {
    return connection
        .masters()
        .thenCompose(masters -> Stages.all(masters.stream().map(ServerFacts::time).toList()))
        .thenApply(times -> times.stream().sorted().toList().get((times.size() - 1) / 2));
  }

  private static CompletionStage<Instant> time(RedisClusterAsyncCommands<byte[], byte[]> server) {
    return server
        .time()
        .thenApply(told -> Instant.ofEpochSecond(number(told.get(0)), number(told.get(1)) * 1_000));
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }

  /**
   * Checks that the servers can be used.
   *
   * @throws IllegalStateException if one is too old or evicts keys
   */
  static void requireFit(List<StoreHealth.Server> servers) {
    for (var server : servers) {
      unfit(server)
          .ifPresent(
              reason -> {
                throw new IllegalStateException(reason);
              });
    }
  }

  /** Why a server cannot be used, in words for an operator; empty if it can. */
  static Optional<String> unfit(StoreHealth.Server server) {
    if (!isRecent(server.version())) {
      return Optional.of(
          "Redis is too old: Switchboard needs 6.2 or later, and this is " + server.version());
    }
    return evicts(server)
        ? Optional.of(
            "Redis would evict conversations: set maxmemory-policy to noeviction; it is "
                + server.maxMemoryPolicy())
        : Optional.empty();
  }

  /** Whether the server removes keys by itself when its memory is full. */
  static boolean evicts(StoreHealth.Server server) {
    return !server.maxMemoryPolicy().equals("noeviction")
        && !server.maxMemoryPolicy().equals(UNKNOWN);
  }

  private static CompletionStage<StoreHealth.Server> read(
      RedisClusterAsyncCommands<byte[], byte[]> server) {
    return server
        .info()
        .thenCombine(
            // Managed services forbid CONFIG; INFO tells all but this.
            server.configGet("appendfsync").exceptionally(_ -> Map.of()),
            (info, config) -> server(info, config.getOrDefault("appendfsync", UNKNOWN)));
  }

  /** What the words of INFO say. */
  static StoreHealth.Server server(String info, String appendFsync) {
    return new StoreHealth.Server(
        field(info, "redis_version"),
        switch (field(info, "aof_enabled")) {
          case "1" -> "yes";
          case "0" -> "no";
          case String other -> other;
        },
        appendFsync,
        field(info, "maxmemory_policy"));
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
