package switchboard.ops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import switchboard.ops.CommandFailure;

/** Says a word to Redis itself. */
final class RedisProbe {
  private RedisProbe() {}

  /**
   * Sends one command and waits, at most a minute, for its answer, which is one line.
   *
   * @throws CommandFailure if Redis answers with an error
   */
  static String send(String redisUri, String... words) {
    var uri = URI.create(redisUri);
    try (var socket = new Socket(uri.getHost(), uri.getPort());
        var reader =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(60_000);
      var command = new StringBuilder("*" + words.length + "\r\n");
      for (var word : words) {
        int length = word.getBytes(StandardCharsets.UTF_8).length;
        command.append('$').append(length).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
      var answer = reader.readLine();
      if (answer == null || answer.startsWith("-")) {
        throw new CommandFailure("Redis at " + redisUri + " refused a command: " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw new CommandFailure("Redis at " + redisUri + " does not answer: " + e.getMessage(), e);
    }
  }
}
