package switchboard.journal;

import static switchboard.journal.ServerFacts.UNKNOWN;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks one server all that is judged of it. */
final class ServerReader {
  private static final int PINGS = 20;

  private final String address;
  private final RedisClusterAsyncCommands<byte[], byte[]> server;

  ServerReader(String address, RedisClusterAsyncCommands<byte[], byte[]> server) {
    this.address = address;
    this.server = server;
  }

  CompletionStage<ServerLook> read(boolean inCluster) {
    var words =
        List.of(
            server.info("everything").toCompletableFuture(),
            appendFsync().toCompletableFuture(),
            inCluster
                ? server.clusterInfo().toCompletableFuture()
                : CompletableFuture.completedFuture(""));
    return Stages.all(words)
        .thenCombine(scripts(), this::look)
        .thenCompose(look -> pinged(new ArrayList<>()).thenApply(look::pinged));
  }

  private ServerLook look(List<String> words, int scripts) {
    return new ServerLook(address, words.get(0), words.get(1), words.get(2), scripts, List.of());
  }

  private CompletionStage<String> appendFsync() {
    return server
        .configGet("appendfsync")
        // Managed services forbid CONFIG.
        .exceptionally(_ -> Map.of())
        .thenApply(config -> config.getOrDefault("appendfsync", UNKNOWN));
  }

  private CompletionStage<Integer> scripts() {
    var digests = Arrays.stream(Script.values()).map(Script::digest).toArray(String[]::new);
    return server
        .scriptExists(digests)
        .thenApply(known -> (int) known.stream().filter(Boolean::booleanValue).count());
  }

  private CompletionStage<List<Long>> pinged(List<Long> micros) {
    if (micros.size() == PINGS) {
      return CompletableFuture.completedStage(micros);
    }
    long began = System.nanoTime();
    return server
        .ping()
        .thenCompose(
            _ -> {
              micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
              return pinged(micros);
            });
  }
}
