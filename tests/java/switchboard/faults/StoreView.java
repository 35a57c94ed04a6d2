package switchboard.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import switchboard.journal.RedisStore;

/** What stands in Redis, read past the nodes and past the proxy. */
final class StoreView implements AutoCloseable {
  /** Every kind of key there may be; see docs/redis-layout.md. Anything else was left behind. */
  private static final List<Pattern> KINDS =
      List.of(
          Pattern.compile("sb:\\{(\\d+|store)}:id"),
          Pattern.compile("sb:\\{\\d+}:[mecs]:(session|saga)\\|.+"),
          Pattern.compile("sb:\\{\\d+}:[do]"),
          Pattern.compile("sb:\\{\\d+}:i[mv]:sessions:.+"));

  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> connection;

  StoreView(String uri) {
    client = RedisClient.create(uri);
    connection = client.connect(ByteArrayCodec.INSTANCE);
  }

  RedisCommands<byte[], byte[]> raw() {
    return connection.sync();
  }

  List<String> keys() {
    return raw().keys("*").stream().map(key -> new String(key, UTF_8)).toList();
  }

  void assertNoUnexpectedKey() {
    assertThat(keys())
        .allMatch(key -> KINDS.stream().anyMatch(kind -> kind.matcher(key).matches()));
  }

  /**
   * The session's last sequence, once its document, its counters and its events agree on it and
   * each of its keys expires where one is to.
   */
  long assertWhole(String session) {
    var pid = pid(session);
    long last = number(pid, "m", "last").orElseThrow();
    long deleted = number(pid, "m", "deleted").orElse(0L);
    assertThat(number(pid, "c", "version")).as("version of " + session).hasValue(last);
    assertThat(raw().llen(key(pid, "e"))).as("events of " + session).isEqualTo(last - deleted);
    number(pid, "m", "expire").ifPresent(due -> assertExpires(pid, due));
    return last;
  }

  /** How often the session was claimed, counted from some number. */
  long epoch(String session) {
    return number(pid(session), "m", "epoch").orElseThrow();
  }

  private void assertExpires(String pid, long due) {
    var late = new ArrayList<String>();
    for (var kind : List.of("m", "e", "c", "s")) {
      var key = key(pid, kind);
      if (raw().exists(key) == 1 && raw().pexpiretime(key) != due) {
        late.add(new String(key, UTF_8));
      }
    }
    assertThat(late).as("keys that do not expire when their session does").isEmpty();
  }

  private Optional<Long> number(String pid, String kind, String field) {
    return Optional.ofNullable(raw().hget(key(pid, kind), field.getBytes(UTF_8)))
        .map(value -> Long.parseLong(new String(value, UTF_8)));
  }

  static String pid(String session) {
    return "session|" + session.replace("tenants/", "").replace("/sessions/", "/");
  }

  static byte[] key(String pid, String kind) {
    return ("sb:{" + RedisStore.bucketOf(pid) + "}:" + kind + ":" + pid).getBytes(UTF_8);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
