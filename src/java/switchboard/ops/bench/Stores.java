package switchboard.ops.bench;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;

/** A node's own way to Redis, with the settings that a node has, and nothing above it. */
final class Stores {
  private Stores() {}

  /**
   * Makes an actor system for it; to be terminated by the caller.
   *
   * @param transactions how many transactions may run at a time
   */
  static ActorSystem open(String redisUri, int transactions) {
    return ActorSystem.create(
        "bench",
        ConfigFactory.parseString(
                "pekko.actor.provider = local, pekko.coordinated-shutdown.exit-jvm = off")
            .withValue("switchboard.redis.uri", ConfigValueFactory.fromAnyRef(redisUri))
            .withValue(
                "switchboard.redis.transactions.connections",
                ConfigValueFactory.fromAnyRef(transactions))
            .withFallback(ConfigFactory.load("switchboard")));
  }

  /** Waits for it on this thread, which is one of the measurement's own. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }
}
