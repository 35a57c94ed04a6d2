package switchboard.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Where one value of Redis's protocol ends and the next begins. */
final class Resp {
  private static final int CR = '\r';
  private static final int LF = '\n';

  private Resp() {}

  /** The bytes of exactly one value, as they came; fails with EOFException when there is none. */
  static byte[] read(InputStream in) throws IOException {
    var value = new ByteArrayOutputStream();
    copy(in, value);
    return value.toByteArray();
  }

  /** Whether a value is news that answers no request. */
  static boolean isPush(byte[] value) {
    return value[0] == '>';
  }

  /** The first word of a request, in upper case: its command. */
  static String command(byte[] request) {
    var parts = new String(request, 0, Math.min(request.length, 64), ISO_8859_1).split("\r\n");
    return parts.length > 2 ? parts[2].toUpperCase(Locale.ROOT) : "";
  }

  private static void copy(InputStream in, ByteArrayOutputStream value) throws IOException {
    var line = line(in, value);
    switch (line.charAt(0)) {
      case '$', '=', '!' -> bytes(in, value, length(line));
      case '*', '~', '>' -> values(in, value, length(line));
      case '%', '|' -> values(in, value, 2 * length(line));
      default -> {} // a line is all of it
    }
    if (line.charAt(0) == '|') {
      copy(in, value); // an attribute stands before the value that it is about
    }
  }

  private static int length(String line) {
    return Integer.parseInt(line.substring(1));
  }

  private static void values(InputStream in, ByteArrayOutputStream value, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      copy(in, value);
    }
  }

  private static void bytes(InputStream in, ByteArrayOutputStream value, int length)
      throws IOException {
    if (length < 0) {
      return;
    }
    byte[] content = in.readNBytes(length + 2);
    if (content.length < length + 2) {
      throw new EOFException();
    }
    value.writeBytes(content);
  }

  private static String line(InputStream in, ByteArrayOutputStream value) throws IOException {
    var line = new StringBuilder();
    int before = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      value.write(next);
      if (next == LF && before == CR) {
        return line.substring(0, line.length() - 1);
      }
      line.append((char) next);
      before = next;
    }
    throw new EOFException();
  }
}
