package switchboard.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, read again when it has changed and has stayed the same for two looks: many
 * write a file by emptying it first, and nobody is to be locked out for that moment. A file that is
 * gone or wrong leaves what was read before as it is, with a warning: half of an edit must not lock
 * everybody out. To take all keys away, leave an empty file.
 */
final class ReloadedFile<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadedFile.class);
  private static final long LARGEST = 4 << 20;

  private final Path path;
  private final BiFunction<Path, String, T> parser;
  private final Periodic looking;
  private volatile String text;
  private volatile T read;
  private volatile long generation;
  private String seen = "";
  private String warned = "";

  /**
   * Reads it, and looks every so often whether it has changed.
   *
   * @param name of the thread that looks
   * @param parser makes sense of the text of the file of that name; throws IllegalArgumentException
   *     with one line that names file and line
   * @throws IllegalArgumentException if it cannot be read or is wrong, with one line
   */
  ReloadedFile(String name, Path path, Duration every, BiFunction<Path, String, T> parser) {
    this.path = path;
    this.parser = parser;
    this.text = text(path);
    this.seen = text;
    this.read = parser.apply(path, text);
    this.looking = Periodic.start(name, every, this::look);
  }

  T value() {
    return read;
  }

  /** How often it has changed. */
  long generation() {
    return generation;
  }

  /**
   * Reads it and takes over what has changed. It is read whole each time, since a time stamp does
   * not tell two changes within its precision apart, nor what a renamed directory brings.
   */
  private synchronized void look() {
    try {
      var now = text(path);
      boolean isSettled = now.equals(seen);
      seen = now;
      if (isSettled && !now.equals(text)) {
        var fresh = parser.apply(path, now);
        text = now;
        read = fresh;
        generation++;
        LOG.info("Read again, since it has changed: {}", path);
      }
      if (isSettled) {
        warned = "";
      }
    } catch (IllegalArgumentException wrong) {
      if (!wrong.getMessage().equals(warned)) {
        warned = wrong.getMessage();
        LOG.warn("What was read before stays in force: {}", warned);
      }
    }
  }

  @Override
  public void close() {
    looking.close();
  }

  private static String text(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        throw new IllegalArgumentException("there is no readable file " + path);
      }
      if (Files.size(path) > LARGEST) {
        throw new IllegalArgumentException(path + " is larger than 4 MiB");
      }
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException | UncheckedIOException unreadable) {
      throw new IllegalArgumentException("there is no readable file " + path, unreadable);
    }
  }
}
