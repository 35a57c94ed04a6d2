package switchboard.ops;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import switchboard.local.DataDirectory;
import switchboard.local.SystemState;

/** Which store is meant: options that several commands have. */
final class RedisTarget {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Data directory of the running system whose store and keys are meant")
  private Path data;

  @Option(
      names = "--redis",
      paramLabel = "URI",
      description = "The store, instead of the one of the system under --data")
  private Optional<String> redis = Optional.empty();

  @Option(
      names = "--redis-mode",
      paramLabel = "MODE",
      description = "standalone or cluster; default: as configured, else standalone")
  private Optional<String> mode = Optional.empty();

  @Option(
      names = "--key-prefix",
      paramLabel = "PREFIX",
      description = "What every key starts with; default: as configured, else sb")
  private Optional<String> prefix = Optional.empty();

  Path data() {
    return data;
  }

  /** Whether the store of the system under --data is meant. */
  boolean isSystems(NodeSettings node) {
    return redis.isEmpty() && !node.isGiven();
  }

  /** A node's configuration, with the store that is meant. */
  Config config(NodeSettings node) {
    Map<String, Object> own = new HashMap<>();
    redis.ifPresent(uri -> own.put("switchboard.redis.uri", uri));
    mode.ifPresent(it -> own.put("switchboard.redis.mode", it));
    prefix.ifPresent(it -> own.put("switchboard.redis.key-prefix", it));
    if (isSystems(node)) {
      own.put("switchboard.redis.uri", ofSystem());
      DataDirectory.storeId(data).ifPresent(id -> own.put("switchboard.redis.store-id", id));
    }
    return ConfigFactory.parseMap(own).withFallback(node.config());
  }

  private String ofSystem() {
    return SystemState.find(data)
        .map(SystemState::redis)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no system runs from "
                        + data
                        + ": start it by `switchboard up --data DIR`, or name the store by"
                        + " --redis URI"));
  }
}
