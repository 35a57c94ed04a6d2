package switchboard.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of the loopback address that nobody listens on.
 *
 * <p>A port is free when it is handed out; nothing reserves it until its user binds it.
 */
public final class FreePorts {
  private FreePorts() {}

  /**
   * Finds {@code count} different free ports.
   *
   * @throws UncheckedIOException if the loopback address has none left
   */
  public static List<Integer> find(int count) {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        var socket = new ServerSocket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException("No free port on the loopback address", failure);
    } finally {
      // All stay open until the last is found: a port that is closed early may be handed out twice.
      sockets.forEach(FreePorts::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("A probed port cannot be released", failure);
    }
  }
}
