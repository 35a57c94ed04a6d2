package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** One connection to Redis, in its protocol's second version. For one thread. */
final class Resp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int DEFAULT_PORT = 6379;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Resp(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  /**
   * Connects.
   *
   * @param url {@code redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]}
   */
  static Resp connect(String url) {
    var uri = URI.create(url);
    if (uri.getHost() == null || !"redis".equals(uri.getScheme())) {
      throw new RawFailure("not an address of the form redis://HOST:PORT: " + url);
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(uri.getHost(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      var redis = new Resp(socket);
      redis.introduce(uri);
      return redis;
    } catch (IOException e) {
      close(socket);
      throw new RawFailure("cannot reach Redis at " + uri.getHost() + ":" + port, e);
    }
  }

  private void introduce(URI uri) {
    if (uri.getUserInfo() != null) {
      var parts = uri.getUserInfo().split(":", 2);
      var password = parts[parts.length - 1];
      if (parts.length == 2 && !parts[0].isEmpty()) {
        ask(List.of("AUTH", parts[0], password));
      } else {
        ask(List.of("AUTH", password));
      }
    }
    var path = uri.getPath();
    if (path.length() > 1) {
      ask(List.of("SELECT", path.substring(1)));
    }
  }

  /** One command's answer: {@code byte[]}, {@code Long}, {@code List}, {@code null}. */
  Object ask(List<String> command) {
    try {
      send(command);
      out.flush();
      return answer();
    } catch (IOException e) {
      throw new RawFailure("the connection to Redis broke", e);
    }
  }

  /** The answers of several commands, all at one moment. */
  List<?> askTogether(List<List<String>> commands) {
    try {
      send(List.of("MULTI"));
      for (var command : commands) {
        send(command);
      }
      send(List.of("EXEC"));
      out.flush();
      for (int i = 0; i <= commands.size(); i++) {
        answer();
      }
      return (List<?>) answer();
    } catch (IOException e) {
      throw new RawFailure("the connection to Redis broke", e);
    }
  }

  private void send(List<String> command) throws IOException {
    out.write(("*" + command.size() + "\r\n").getBytes(UTF_8));
    for (var word : command) {
      var bytes = word.getBytes(UTF_8);
      out.write(("$" + bytes.length + "\r\n").getBytes(UTF_8));
      out.write(bytes);
      out.write('\r');
      out.write('\n');
    }
  }

  private Object answer() throws IOException {
    var line = line();
    var rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest.getBytes(UTF_8);
      case '-' -> throw new RawFailure("Redis answered: " + rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new RawFailure("Redis answered in another protocol: " + line);
    };
  }

  private byte[] bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    var bytes = in.readNBytes(length);
    if (bytes.length < length || in.read() != '\r' || in.read() != '\n') {
      throw new EOFException();
    }
    return bytes;
  }

  private List<Object> array(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    var items = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      items.add(answer());
    }
    return items;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      line.append((char) next);
    }
    if (in.read() != '\n' || line.isEmpty()) {
      throw new RawFailure("Redis answered in another protocol");
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8);
  }

  @Override
  public void close() {
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new RawFailure("the connection to Redis cannot be closed", e);
    }
  }
}
