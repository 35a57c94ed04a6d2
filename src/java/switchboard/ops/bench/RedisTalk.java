package switchboard.ops.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import switchboard.ops.CommandFailure;

/**
 * A connection to Redis for looking at it from outside: words as ISO 8859-1, so that any bytes come
 * back as they are.
 */
final class RedisTalk implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;

  private final Socket socket;
  private final BufferedInputStream in;

  RedisTalk(String redisUri) {
    var uri = URI.create(redisUri);
    try {
      socket = new Socket(uri.getHost(), uri.getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** One command's answer: a String, a Long, a List of answers, or null. */
  Object call(String... words) {
    return calls(List.of(List.of(words))).getFirst();
  }

  /** Sends all commands at once and collects their answers. */
  List<Object> calls(List<List<String>> commands) {
    try {
      var request = new ByteArrayOutputStream();
      commands.forEach(words -> request.writeBytes(encoded(words)));
      request.writeTo(socket.getOutputStream());
      var answers = new ArrayList<>();
      for (int i = 0; i < commands.size(); i++) {
        answers.add(answer());
      }
      return answers;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** A number out of what INFO says. */
  long info(String section, String field) {
    for (var line : call("INFO", section).toString().split("\r\n")) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.substring(field.length() + 1));
      }
    }
    throw new CommandFailure("INFO of this Redis does not tell " + field);
  }

  private static byte[] encoded(List<String> words) {
    var command = new StringBuilder("*" + words.size() + "\r\n");
    for (var word : words) {
      command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return command.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private Object answer() throws IOException {
    int type = in.read();
    var line = line();
    return switch (type) {
      case '+' -> line;
      case ':' -> Long.parseLong(line);
      case '$' -> bulk(Integer.parseInt(line));
      case '*' -> list(Integer.parseInt(line));
      case '-' -> throw new CommandFailure("Redis refused a command: " + line);
      default -> throw new EOFException("the connection ended or is out of step");
    };
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      line.append((char) next);
    }
    in.read();
    return line.toString();
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    var bytes = in.readNBytes(length + 2);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private List<Object> list(int length) throws IOException {
    var answers = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      answers.add(answer());
    }
    return answers;
  }

  private static CommandFailure lost(IOException cause) {
    return new CommandFailure("Redis does not answer: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw lost(e);
    }
  }
}
