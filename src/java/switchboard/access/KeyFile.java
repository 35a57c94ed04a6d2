package switchboard.access;

import com.nimbusds.jose.jwk.JWKSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The keys of a file, read again when it has changed. */
final class KeyFile implements KeySource {
  private final ReloadedFile<JWKSet> file;

  /**
   * Reads it for the first time.
   *
   * @throws IllegalArgumentException if it is missing or wrong, with one line
   */
  KeyFile(Path path, Duration every) {
    file =
        new ReloadedFile<>(
            "access-jwks-file", path, every, (from, json) -> KeySets.parse(from.toString(), json));
  }

  @Override
  public Optional<JWKSet> keys() {
    return Optional.of(file.value());
  }

  /** Nothing to do: it is looked at often anyway, and tokens of strangers must not read files. */
  @Override
  public CompletionStage<Void> refresh() {
    return CompletableFuture.completedStage(null);
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
