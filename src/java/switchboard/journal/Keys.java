package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32C;

/**
 * The names of all keys. This is the layout on disk: see docs/redis-layout.md before touching it.
 */
final class Keys {
  private final String prefix;

  Keys(String prefix) {
    this.prefix = prefix;
  }

  static int bucketOf(String name) {
    var crc = new CRC32C();
    crc.update(name.getBytes(UTF_8));
    return (int) (crc.getValue() % RedisStore.BUCKETS);
  }

  /** Says what store this is; in no bucket. */
  byte[] root() {
    return bytes(prefix + ":{store}:id");
  }

  /** Says, within the bucket, what store this is. */
  byte[] marker(int bucket) {
    return bytes(prefix + ":{" + bucket + "}:id");
  }

  byte[] deadlines(int bucket) {
    return bytes(prefix + ":{" + bucket + "}:d");
  }

  byte[] outbox(int bucket) {
    return bytes(prefix + ":{" + bucket + "}:o");
  }

  byte[] index(String name) {
    return bytes(prefix + ":{" + bucketOf(name) + "}:i:" + name);
  }

  byte[] log(String name) {
    return bytes(prefix + ":{" + bucketOf(name) + "}:l:" + name);
  }

  /** The marker of its bucket, and the set of those who watch a thing. */
  byte[][] watchers(String thing) {
    int bucket = bucketOf(thing);
    return new byte[][] {marker(bucket), bytes(prefix + ":{" + bucket + "}:w:" + thing)};
  }

  /** The keys of a subject's record. */
  SubjectKeys ofSubject(String name) {
    int bucket = bucketOf(name);
    String tag = prefix + ":{" + bucket + "}:";
    return new SubjectKeys(marker(bucket), bytes(tag + "k:" + name), bytes(tag + "ks:" + name));
  }

  /** A pattern, as SCAN takes it, of the records of all subjects whose names start so. */
  byte[] subjectRecords(String start) {
    return bytes(prefix + ":{*}:k:" + start + "*");
  }

  /** The subject's name in the key of its record. */
  static String subjectOf(byte[] record) {
    var key = new String(record, UTF_8);
    return key.substring(key.indexOf("}:k:") + "}:k:".length());
  }

  /** A document that is changed by transactions. */
  byte[] versioned(String name) {
    return bytes(prefix + ":{" + bucketOf(name) + "}:v:" + name);
  }

  Entity of(String persistenceId) {
    int bucket = bucketOf(persistenceId);
    String tag = prefix + ":{" + bucket + "}:";
    return new Entity(
        bucket,
        bytes(tag + "id"),
        bytes(tag + "c:" + persistenceId),
        bytes(tag + "e:" + persistenceId),
        bytes(tag + "s:" + persistenceId),
        bytes(tag + "d"),
        bytes(tag + "o"));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** The keys that one subject's record uses, all of one hash slot. */
  record SubjectKeys(byte[] marker, byte[] record, byte[] members) {}

  /** The keys that one persistence id uses, all of one hash slot. */
  record Entity(
      int bucket,
      byte[] marker,
      byte[] document,
      byte[] events,
      byte[] snapshots,
      byte[] deadlines,
      byte[] outbox) {}
}
