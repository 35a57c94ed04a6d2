package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** The store, by one connection of its own. For one thread. */
public final class RawStore implements AutoCloseable {
  private static final int BUCKETS = 1024;

  private final Resp redis;
  private final String prefix;
  private final RawKeys keys;

  private RawStore(Resp redis, String prefix, RawKeys keys) {
    this.redis = redis;
    this.prefix = prefix;
    this.keys = keys;
  }

  /**
   * Connects.
   *
   * @param url {@code redis://HOST:PORT}
   * @param prefix what every key starts with
   * @param keyEncryptionKeys the file of the keys that wrap the subjects' keys; empty to read only
   *     what is stored in clear
   * @throws RawFailure if Redis cannot be reached or the file cannot be read
   */
  public static RawStore open(String url, String prefix, Optional<Path> keyEncryptionKeys) {
    var keys = keyEncryptionKeys.map(RawKeys::read).orElseGet(RawKeys::none);
    return new RawStore(Resp.connect(url), prefix, keys);
  }

  /**
   * Reads a session and folds its events.
   *
   * @param session {@code tenants/TENANT/sessions/SESSION}
   * @param subject {@code tenants/TENANT/subjects/SUBJECT}, whom it is with
   * @throws RawFailure if it is not there, or cannot be read
   */
  public RawCheck check(String session, String subject) {
    return RawCheck.of(read(persistenceId(session), key(subject)));
  }

  /**
   * Reads a session's journal, event by event.
   *
   * @param session as for {@link #check}
   * @param subject as for {@link #check}
   * @throws RawFailure if it is not there, or cannot be read
   */
  public RawJournal journal(String session, String subject) {
    return RawJournal.of(read(persistenceId(session), key(subject)));
  }

  /**
   * How often a session was claimed by a writer, counted from some number; empty if it is not
   * there.
   *
   * @param session as for {@link #check}
   */
  public OptionalLong epoch(String session) {
    var answer = redis.ask(List.of("HGET", key("c", persistenceId(session)), "epoch"));
    return answer == null
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(new String((byte[]) answer, UTF_8)));
  }

  private static String persistenceId(String session) {
    var parts = session.split("/");
    if (parts.length != 4) {
      throw new RawFailure("not a session's name: " + session);
    }
    return "session|" + parts[1] + "/" + parts[3];
  }

  private RawSession read(String persistenceId, Optional<byte[]> key) {
    var document = key("c", persistenceId);
    var events = key("e", persistenceId);
    var snapshots = key("s", persistenceId);
    var answers =
        redis.askTogether(
            List.of(
                List.of("HGETALL", document),
                List.of("LRANGE", events, "0", "-1"),
                List.of("PTTL", document),
                List.of("PTTL", events),
                List.of("PTTL", snapshots)));
    var head = pairs(answers.get(0));
    if (head.isEmpty()) {
      throw new RawFailure("there is no document in Redis: " + document);
    }
    var millis = new HashMap<String, Long>();
    millis.put("document", (Long) answers.get(2));
    millis.put("events", (Long) answers.get(3));
    millis.put("snapshots", (Long) answers.get(4));
    // A key that there is not expires in its own way.
    millis.values().removeIf(value -> value == -2);
    var elements = ((List<?>) answers.get(1)).stream().map(byte[].class::cast).toList();
    return new RawSession(persistenceId, head, elements, millis, key);
  }

  /** The key of a subject; empty if it has none, or its key was destroyed. */
  private Optional<byte[]> key(String subject) {
    var parts = subject.split("/", 4);
    var name = "subject|" + parts[1] + "/" + parts[3];
    var record = pairs(redis.ask(List.of("HGETALL", key("k", name))));
    if (!record.containsKey("key")) {
      return Optional.empty();
    }
    return Optional.of(
        keys.unwrap(record.get("key"), new String(record.get("by"), UTF_8), subject));
  }

  private String key(String kind, String name) {
    return prefix + ":{" + bucket(name) + "}:" + kind + ":" + name;
  }

  static int bucket(String name) {
    var crc = new CRC32C();
    crc.update(name.getBytes(UTF_8));
    return (int) (crc.getValue() % BUCKETS);
  }

  private static Map<String, byte[]> pairs(Object answer) {
    var map = new HashMap<String, byte[]>();
    var list = (List<?>) answer;
    for (int i = 0; i < list.size(); i += 2) {
      map.put(new String((byte[]) list.get(i), UTF_8), (byte[]) list.get(i + 1));
    }
    return map;
  }

  @Override
  public void close() {
    redis.close();
  }
}
