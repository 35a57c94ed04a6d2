package switchboard.faults.doors;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** HTTP/2 by hand over a socket, so that frames can be sent that no library would send. */
final class Http2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GO_AWAY = 7;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

  /** A frame that came. */
  record Frame(int type, int flags, int stream, byte[] payload) {}

  Http2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
  }

  /** One that has said how it begins. */
  static Http2 begun(int port) throws IOException {
    var connection = new Http2(port);
    connection.write(PREFACE);
    connection.frame(SETTINGS, 0, 0, new byte[0]);
    return connection;
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends a frame whose length is that of its payload. */
  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    frame(payload.length, type, flags, stream, payload);
  }

  /** Sends a frame that says what length it has. */
  void frame(int length, int type, int flags, int stream, byte[] payload) throws IOException {
    var header = ByteBuffer.allocate(9);
    header.put((byte) (length >> 16)).put((byte) (length >> 8)).put((byte) length);
    header.put((byte) type).put((byte) flags).putInt(stream);
    var whole = new ByteArrayOutputStream();
    whole.writeBytes(header.array());
    whole.writeBytes(payload);
    write(whole.toByteArray());
  }

  /** Begins a call of a method. */
  void call(int stream, String path, Map<String, String> more) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    headers.put(":method", "POST");
    headers.put(":scheme", "http");
    headers.put(":path", path);
    headers.put(":authority", "localhost");
    headers.put("content-type", "application/grpc");
    headers.put("te", "trailers");
    headers.putAll(more);
    frame(HEADERS, END_HEADERS, stream, block(headers));
  }

  /** Header fields as literals, neither indexed nor compressed. */
  static byte[] block(Map<String, String> headers) {
    var block = new ByteArrayOutputStream();
    headers.forEach(
        (name, value) -> {
          block.write(0);
          literal(block, name);
          literal(block, value);
        });
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    var bytes = text.getBytes(US_ASCII);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.write(rest & 127 | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** The next frame; empty if the connection has ended, or nothing came in time. */
  Optional<Frame> next(Duration within) throws IOException {
    socket.setSoTimeout(Math.toIntExact(within.toMillis()));
    try {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      var payload = new byte[lengthAndType >>> 8];
      in.readFully(payload);
      return Optional.of(new Frame(lengthAndType & 255, flags, stream, payload));
    } catch (EOFException | SocketException | SocketTimeoutException over) {
      return Optional.empty();
    }
  }

  /** All frames until the connection ends or is quiet for so long. */
  List<Frame> rest(Duration quiet) throws IOException {
    var all = new ArrayList<Frame>();
    for (var frame = next(quiet); frame.isPresent(); frame = next(quiet)) {
      all.add(frame.get());
    }
    return all;
  }

  /** Whether the other side ends the connection within this time, whatever it says before. */
  boolean ends(Duration within) throws IOException {
    long end = System.nanoTime() + within.toNanos();
    socket.setSoTimeout(500);
    var ignored = new byte[4096];
    while (System.nanoTime() < end) {
      try {
        if (in.read(ignored) < 0) {
          return true;
        }
      } catch (SocketTimeoutException quiet) {
        // goes on until the time is over
      } catch (SocketException reset) {
        return true;
      }
    }
    return false;
  }

  /** The status of a call in its headers or trailers: grpc-status, or the one of HTTP. */
  Map<String, String> ending(int stream, Duration within) throws IOException {
    var fields = new LinkedHashMap<String, String>();
    for (var frame = next(within); frame.isPresent(); frame = next(within)) {
      var it = frame.get();
      if (it.type() == HEADERS && it.stream() == stream) {
        fields.putAll(decoded(it.payload()));
      }
      if (it.stream() == stream && (it.flags() & END_STREAM) != 0 && it.type() <= HEADERS) {
        return fields;
      }
      if (it.stream() == stream && it.type() == RST_STREAM || it.type() == GO_AWAY) {
        fields.put("reset", Integer.toString(ByteBuffer.wrap(it.payload()).getInt()));
        return fields;
      }
    }
    return fields;
  }

  private Map<String, String> decoded(byte[] payload) {
    var fields = new LinkedHashMap<String, String>();
    try {
      for (var field : decoder.decodeHeaders(1, Unpooled.wrappedBuffer(payload))) {
        fields.put(field.getKey().toString(), field.getValue().toString());
      }
    } catch (Http2Exception unreadable) {
      throw new AssertionError("the server sent headers that cannot be read", unreadable);
    }
    return fields;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
