package switchboard.faults;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The clocks of processes that a test sets, by libfaketime. Only the time of day is moved: how long
 * something lasts is measured by a clock that nobody sets.
 */
public final class MovedClocks {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Path library;
  private final Path directory;

  private MovedClocks(Path library, Path directory) {
    this.library = library;
    this.directory = directory;
  }

  /** Clocks whose state is kept in a directory; empty on a machine without libfaketime. */
  public static Optional<MovedClocks> in(Path directory) throws IOException {
    var root = Path.of("/usr/lib");
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    try (var places = Files.list(root)) {
      return places
          .map(place -> place.resolve(LIBRARY))
          .filter(Files::exists)
          .findFirst()
          .map(library -> new MovedClocks(library, directory));
    }
  }

  /** What stands before the command of a process that is to go by a clock. */
  public List<String> prefix(int clock) {
    move(clock, Duration.ZERO);
    return List.of(
        "env",
        "LD_PRELOAD=" + library,
        "FAKETIME_TIMESTAMP_FILE=" + file(clock),
        // seconds after which the file is read again
        "FAKETIME_CACHE_DURATION=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        // else it takes the JVM's timed waits for ones by the time of day, and none of them waits
        "FAKETIME_FORCE_MONOTONIC_FIX=0");
  }

  /** Lets a clock show so much more than the time, or less; all have seen it a second later. */
  public void move(int clock, Duration by) {
    try {
      var next =
          Files.writeString(directory.resolve("next-" + clock), "%+d%n".formatted(by.toSeconds()));
      Files.move(next, file(clock), ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException("a clock cannot be moved", failure);
    }
  }

  private Path file(int clock) {
    return directory.resolve("clock-" + clock);
  }
}
