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
          Pattern.compile("sb:\\{\\d+}:[ces]:(session|saga)\\|.+"),
          Pattern.compile("sb:\\{\\d+}:[do]"),
          Pattern.compile("sb:\\{\\d+}:i:sessions:.+"),
          Pattern.compile("sb:\\{\\d+}:(k|ks|v):subject\\|.+"));

  /** The kinds that never stay for ever: a session's, a saga's, and profiles. */
  private static final Pattern EXPIRING = Pattern.compile("sb:\\{\\d+}:[cesv]:.+");

  // what Redis says of a key that never expires, and of one that is not there
  private static final long NEVER = -1;
  private static final long ABSENT = -2;

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

  /** Nothing was left behind that has no place in the layout, or that would stay for ever. */
  void assertOnlyWhatMayBeThere() {
    var unknown = new ArrayList<String>();
    var eternal = new ArrayList<String>();
    for (var key : keys()) {
      if (KINDS.stream().noneMatch(kind -> kind.matcher(key).matches())) {
        unknown.add(key);
      }
      if (EXPIRING.matcher(key).matches() && raw().pexpiretime(key.getBytes(UTF_8)) == NEVER) {
        eternal.add(key);
      }
    }
    assertThat(unknown).as("keys that the layout does not know").isEmpty();
    assertThat(eternal).as("keys that should expire, and do not").isEmpty();
  }

  /**
   * The session's last sequence, once its document and its events agree on it, all of its keys
   * expire together, and a deadline will wake it.
   */
  long assertWhole(String session) {
    var pid = pid(session);
    long last = number(pid, "version").orElseThrow();
    long deleted = number(pid, "deleted").orElse(0L);
    assertThat(raw().llen(key(pid, "e"))).as("events of " + session).isEqualTo(last - deleted);
    long expires = number(pid, "expire").orElseThrow();
    assertThat(raw().pexpiretime(key(pid, "c"))).isEqualTo(expires);
    assertThat(raw().pexpiretime(key(pid, "e"))).isEqualTo(expires);
    assertThat(raw().pexpiretime(key(pid, "s"))).isIn(expires, ABSENT);
    assertThat(deadlines(pid)).as("deadlines of " + session).isNotEmpty();
    return last;
  }

  /** How often the session was claimed, counted from some number. */
  long epoch(String session) {
    return number(pid(session), "epoch").orElseThrow();
  }

  private List<String> deadlines(String pid) {
    var all = ("sb:{" + RedisStore.bucketOf(pid) + "}:d").getBytes(UTF_8);
    return raw().zrange(all, 0, -1).stream()
        .map(member -> new String(member, UTF_8))
        .filter(member -> member.startsWith(pid + '\0'))
        .toList();
  }

  private Optional<Long> number(String pid, String field) {
    return Optional.ofNullable(raw().hget(key(pid, "c"), field.getBytes(UTF_8)))
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
