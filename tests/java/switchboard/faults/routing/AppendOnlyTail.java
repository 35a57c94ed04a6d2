package switchboard.faults.routing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/** The end of the append-only file of a Redis that is not running. */
final class AppendOnlyTail {
  private AppendOnlyTail() {}

  /** The file that is being appended to: Redis 7 keeps several, 6 has one. */
  private static Path file(Path redis) throws IOException {
    try (var files = Files.walk(redis)) {
      return files
          .filter(it -> it.getFileName().toString().matches(".*\\.incr\\.aof|appendonly\\.aof"))
          .filter(Files::isRegularFile)
          .max(Comparator.comparing(it -> it.toFile().lastModified()))
          .orElseThrow(() -> new IOException("no append-only file in " + redis));
    }
  }

  /** Removes the last command of this name, without arguments, and all that follows it. */
  static void cutFrom(Path redis, String command) throws IOException {
    var file = file(redis);
    var text = new String(Files.readAllBytes(file), ISO_8859_1);
    int at = text.lastIndexOf("*1\r\n$%d\r\n%s\r\n".formatted(command.length(), command));
    if (at < 0) {
      throw new IOException("no " + command + " in " + file);
    }
    cut(file, at);
  }

  static long length(Path redis) throws IOException {
    return Files.size(file(redis));
  }

  /** Leaves so many bytes. */
  static void cutTo(Path redis, long length) throws IOException {
    cut(file(redis), length);
  }

  private static void cut(Path file, long length) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }
}
