package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import switchboard.local.RedisServer;

/** One process's view of a Redis: an actor system and its store, plus a plain connection. */
final class TestStore implements AutoCloseable {
  final ActorSystem system;
  final RedisStore store;
  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> connection;

  TestStore(RedisServer redis) {
    this(redis, Map.of());
  }

  TestStore(RedisServer redis, Map<String, Object> settings) {
    system = ActorSystem.create("store", Redis.config(redis.uri(), settings));
    store = RedisStore.get(system);
    client = RedisClient.create(redis.uri());
    connection = client.connect(ByteArrayCodec.INSTANCE);
  }

  EventLog log() {
    return store.log();
  }

  /** Redis itself, past the store. */
  RedisCommands<byte[], byte[]> raw() {
    return connection.sync();
  }

  /** Every key with its type-specific bytes and whether it expires. */
  Map<String, String> everything() {
    var all = new TreeMap<String, String>();
    for (byte[] key : raw().keys("*")) {
      all.put(
          new String(key, UTF_8),
          Arrays.toString(raw().dump(key)) + (raw().pttl(key) < 0 ? "" : " expires"));
    }
    return all;
  }

  static Batch batch(String pid, long first, String... events) {
    return new Batch(pid, first, Arrays.stream(events).map(Keys::bytes).toList(), SideData.NONE);
  }

  List<String> stored(String pid) {
    return await(log().read(pid, 1, Long.MAX_VALUE, 100_000)).elements().stream()
        .map(EventLog::text)
        .toList();
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The reason of a stage that must fail. */
  static Throwable failure(CompletionStage<?> stage) {
    try {
      var value = await(stage);
      throw new AssertionError("expected a failure, but got " + value);
    } catch (CompletionException e) {
      return StoreErrors.unwrap(e);
    }
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    TestKit.shutdownActorSystem(system);
  }
}
