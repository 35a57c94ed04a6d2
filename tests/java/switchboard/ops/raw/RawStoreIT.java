package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;

/** The second reader against a real Redis, and what it says of a store that was tampered with. */
class RawStoreIT {
  private static final String SESSION = "tenants/acme/sessions/s1";
  private static final String SUBJECT = "tenants/acme/subjects/drivers/7";
  private static final String PID = "session|acme/s1";
  private static final String RECORD = "subject|acme/drivers/7";
  private static final byte[] KEY = filled(7);
  private static final byte[] WRAPPING = filled(9);

  @TempDir static Path directory;
  private static RedisServer server;
  private static RedisClient client;
  private static StatefulRedisConnection<byte[], byte[]> connection;
  private static String url;
  private static Path keys;

  @BeforeAll
  static void start() throws IOException {
    int port = TestKafka.freePorts(1).getFirst();
    server = RedisServer.start(port, directory.resolve("redis"), Fsync.EVERYSEC);
    url = "redis://127.0.0.1:" + port;
    client = RedisClient.create(url);
    connection = client.connect(ByteArrayCodec.INSTANCE);
    keys =
        Files.writeString(
            directory.resolve("kek"),
            "# comment\nnew:%s\nold:%s\n"
                .formatted(
                    Base64.getEncoder().encodeToString(filled(1)),
                    Base64.getEncoder().encodeToString(WRAPPING)));
  }

  @AfterAll
  static void stop() {
    connection.close();
    client.shutdown();
    server.close();
  }

  @BeforeEach
  void fill() {
    var redis = connection.sync();
    redis.flushall();
    put(RECORD, "k", "key", Bytes.seal(WRAPPING, KEY, "subject-key|" + SUBJECT));
    put(RECORD, "k", "by", bytes("old"));
    put(PID, "c", "version", bytes("3"));
    put(PID, "c", "epoch", bytes("5"));
    put(PID, "c", "expire", bytes("1800000000000"));
    put(PID, "c", "session", bytes("{\"state\": \"OPEN\"}"));
    put(PID, "c", "memory", bytes("{\"version\": 3, \"fromSequence\": 2, \"toSequence\": 3}"));
    redis.rpush(
        key(PID, "e"),
        Bytes.message().text(1, "drivers/7").text(4, "parrot").element2("c.v2"),
        sealed(Bytes.message().text(2, "r1"), "नमस्ते", "UserMessageRecorded", "u.v2"),
        sealed(Bytes.message().number(2, 2), "I see.", "AgentMessageRecorded", "a.v2"));
    redis.pexpire(key(PID, "c"), 100_000);
    redis.pexpire(key(PID, "e"), 100_000);
  }

  @Test
  void aJournalIsReadEventByEvent() {
    try (var store = RawStore.open(url, "sb", Optional.of(keys))) {
      assertThat(store.journal(SESSION, SUBJECT).events())
          .containsExactly(
              new RawEvent(1, RawEvent.Speaker.NOBODY, "", ""),
              new RawEvent(2, RawEvent.Speaker.USER, "नमस्ते", "r1"),
              new RawEvent(3, RawEvent.Speaker.AGENT, "I see.", ""));
      assertThat(store.epoch(SESSION)).hasValue(5);
      assertThat(store.epoch("tenants/acme/sessions/none")).isEmpty();
    }
  }

  @Test
  void readsWhatTheSubjectsKeySeals() {
    var check = check();
    assertThat(check.differences()).isEmpty();
    assertThat(check.folded().said()).containsExactly(new Folded.Said("नमस्ते", "r1", 2));
    assertThat(check.folded().repliedTurns()).containsExactly(2L);
  }

  @Test
  void noticesADoubledAndALostEvent() {
    var redis = connection.sync();
    redis.rpush(key(PID, "e"), redis.lindex(key(PID, "e"), -1));
    assertThat(check().differences())
        .contains("the version is 3 in the document and 4 by the events");
    redis.ltrim(key(PID, "e"), 0, 1);
    assertThat(check().differences())
        .contains("the version is 3 in the document and 2 by the events");
  }

  @Test
  void noticesAKeyThatNeverExpires() {
    connection.sync().persist(key(PID, "e"));
    assertThat(check().differences()).containsExactly("the key of its events never expires");
  }

  @Test
  void readsNothingOfASubjectWhoseKeyIsGone() {
    connection.sync().hdel(key(RECORD, "k"), bytes("key"), bytes("by"));
    assertThatThrownBy(RawStoreIT::check)
        .isInstanceOf(RawFailure.class)
        .hasMessage("event 2 is sealed, and there is no key");
  }

  @Test
  void saysSoWhereThereIsNoSuchSession() {
    connection.sync().del(key(PID, "c"));
    assertThatThrownBy(RawStoreIT::check).hasMessageContaining("there is no document");
  }

  @Test
  void saysSoWhereRedisIsNot() {
    assertThatThrownBy(() -> RawStore.open("redis://127.0.0.1:1", "sb", Optional.empty()))
        .isInstanceOf(RawFailure.class)
        .hasMessageContaining("cannot reach Redis");
  }

  @Test
  void answersOfEverySizeAreReadWhole() {
    var redis = connection.sync();
    redis.del(key(PID, "e"));
    var text = "long ".repeat(40_000);
    redis.rpush(key(PID, "e"), Bytes.message().text(1, "drivers/7").element2("c.v2"));
    IntStream.range(0, 30)
        .forEach(
            _ ->
                redis.rpush(
                    key(PID, "e"), sealed(Bytes.message(), text, "UserMessageRecorded", "u.v2")));
    assertThat(check().folded().said()).hasSize(30).allMatch(said -> said.text().equals(text));
  }

  private static RawCheck check() {
    try (var store = RawStore.open(url, "sb", Optional.of(keys))) {
      return store.check(SESSION, SUBJECT);
    }
  }

  private static byte[] sealed(Bytes outside, String text, String message, String manifest) {
    var inside = Bytes.message().text(1, text).done();
    var context = PID + "|switchboard.stored.v1." + message;
    return outside.bytes(15, Bytes.seal(KEY, inside, context)).element2(manifest);
  }

  private static void put(String name, String kind, String field, byte[] value) {
    connection.sync().hset(key(name, kind), bytes(field), value);
  }

  private static byte[] key(String name, String kind) {
    return bytes("sb:{" + RawStore.bucket(name) + "}:" + kind + ":" + name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] filled(int value) {
    var bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
