package switchboard.access;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.access.Tokens.Checked.Known;
import switchboard.access.Tokens.Checked.Refused;

/**
 * Keys of which a file has the hashes, one a line; # begins a comment. A key that is taken out of
 * the file is refused from when that is noticed, on streams too.
 */
final class StaticKeys implements Tokens {
  private final ReloadedFile<Map<String, StaticKey>> file;

  /**
   * Reads the file, and looks every so often whether it has changed.
   *
   * @throws IllegalArgumentException if it is missing or wrong, with one line
   */
  StaticKeys(Path path, Duration every) {
    file = new ReloadedFile<>("access-keys", path, every, StaticKeys::parse);
  }

  /**
   * The keys of a file, by id.
   *
   * @throws IllegalArgumentException if a line is wrong, with the name of the file and its number
   */
  static Map<String, StaticKey> parse(Path path, String text) {
    var keys = new LinkedHashMap<String, StaticKey>();
    var lines = text.split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank() || lines[i].strip().startsWith("#")) {
        continue;
      }
      try {
        var key = StaticKey.parse(lines[i]);
        if (keys.put(key.id(), key) != null) {
          throw new IllegalArgumentException("an earlier line has the same id");
        }
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(path + ":" + (i + 1) + ": " + wrong.getMessage(), wrong);
      }
    }
    return Map.copyOf(keys);
  }

  @Override
  public CompletionStage<Checked> check(String token) {
    return CompletableFuture.completedStage(found(token));
  }

  private Checked found(String token) {
    var presented = StaticKey.presented(token);
    if (presented.isEmpty()) {
      return new Refused("it has not the form of a key");
    }
    var shown = presented.get();
    var key = file.value().get(shown.id());
    if (key == null) {
      return new Refused("no key has its id");
    }
    return key.opensWith(shown.secret())
        ? new Known(
            new Caller("key " + key.id(), key.tenant(), key.subject(), key.scopes(), Instant.MAX))
        : new Refused("its secret is not that of the key");
  }

  @Override
  public long generation() {
    return file.generation();
  }

  @Override
  public void close() {
    file.close();
  }
}
