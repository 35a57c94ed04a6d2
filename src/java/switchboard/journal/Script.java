package switchboard.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The server-side scripts; their sources are resources below {@code redis/}. */
enum Script {
  APPEND("append"),
  CLAIM("claim"),
  CLEAR_DEADLINE("clear-deadline"),
  DELETE("delete"),
  EVENTS("events"),
  GUARDED("guarded"),
  INDEX_PUT("index-put"),
  LOG_APPEND("log-append"),
  MOVE_DEADLINE("move-deadline"),
  PURGE("purge"),
  SNAPSHOT_SAVE("snapshot-save"),
  SNAPSHOT_LOAD("snapshot-load"),
  SNAPSHOT_DELETE("snapshot-delete"),
  SUBJECT_OPEN("subject-open"),
  SUBJECT_ERASING("subject-erasing"),
  SUBJECT_DESTROY("subject-destroy"),
  SUBJECT_REWRAP("subject-rewrap"),
  WATCH("watch"),
  WATCHERS("watchers");

  private final byte[] source;
  private final String digest;

  Script(String name) {
    source = read("/redis/" + name + ".lua");
    digest = sha1(source);
  }

  byte[] source() {
    return source;
  }

  /** What EVALSHA calls it. */
  String digest() {
    return digest;
  }

  private static byte[] read(String resource) {
    try (var in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("a script is missing from the class path: " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a script could not be read: " + resource, e);
    }
  }

  private static String sha1(byte[] source) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-1, by which Redis names scripts", e);
    }
  }
}
