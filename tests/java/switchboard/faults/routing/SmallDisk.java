package switchboard.faults.routing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory that is soon full. Needs Linux and root. */
final class SmallDisk implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * Mounts one, 64 MB large.
   *
   * @throws Shell.Refused if this kernel or this user cannot
   */
  static SmallDisk mount(Path directory) {
    Shell.run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", directory.toString());
    return new SmallDisk(directory);
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  /** Writes until nothing more fits. */
  void fill() throws IOException {
    try (var out = Files.newOutputStream(filler())) {
      for (var chunk = new byte[CHUNK]; true; ) {
        out.write(chunk);
      }
    } catch (IOException full) {
      if (Files.getFileStore(directory).getUsableSpace() > CHUNK) {
        throw full;
      }
    }
  }

  void free() throws IOException {
    Files.delete(filler());
  }

  @Override
  public void close() {
    Shell.run("umount", "-l", directory.toString());
  }
}
