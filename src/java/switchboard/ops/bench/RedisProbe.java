package switchboard.ops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import switchboard.ops.CommandFailure;

/** Asks Redis for a figure of its own. */
final class RedisProbe {
  private RedisProbe() {}

  /** Size of the append-only file in bytes; empty where there is none. */
  static OptionalLong appendOnlyFileSize(String redisUri) {
    var uri = URI.create(redisUri);
    int port = uri.getPort() < 0 ? 6379 : uri.getPort();
    try (var socket = new Socket(uri.getHost(), port);
        var reader =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write("INFO persistence\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
      return reader
          .lines()
          .filter(line -> line.startsWith("aof_current_size:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
          .findFirst();
    } catch (IOException e) {
      throw new CommandFailure("Redis at " + redisUri + " does not answer: " + e.getMessage(), e);
    }
  }
}
