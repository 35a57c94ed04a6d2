package switchboard.faults.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes bytes on to a server on loopback, as they come, later, or not at all: a connection over it
 * then is half open, since neither end is told.
 */
final class SlowLink implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(20).toNanos();

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile long delayNanos;
  private volatile boolean stopped;

  private SlowLink(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static SlowLink start(String host, int port, int target) throws IOException {
    var server = new ServerSocket(port, 64, InetAddress.getByName(host));
    var link = new SlowLink(server, target);
    Thread.ofVirtual().start(link::accept);
    return link;
  }

  /** What comes from the server comes so much later. */
  void delay(Duration time) {
    delayNanos = time.toNanos();
  }

  /** Nothing passes any more, in either direction, and nobody is told. */
  void stop() {
    stopped = true;
  }

  /** What is open by now stays dead for ever; what is opened from now on passes at once. */
  void heal() {
    delayNanos = 0;
    stopped = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    var upstream = new Socket();
    sockets.add(upstream);
    try {
      upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1_000);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      var back = Thread.ofVirtual().start(() -> pass(upstream, client, true));
      pass(client, upstream, false);
      back.join();
    } catch (IOException | InterruptedException gone) {
      end(client);
      end(upstream);
    }
  }

  private void pass(Socket from, Socket to, boolean late) {
    var chunk = new byte[CHUNK];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        long due = System.nanoTime() + (late ? delayNanos : 0);
        while (stopped || System.nanoTime() < due) {
          LockSupport.parkNanos(LOOK_AGAIN_NANOS);
          if (server.isClosed()) {
            return;
          }
        }
        out.write(chunk, 0, length);
      }
    } catch (IOException gone) {
      // both ends are told below
    } finally {
      end(from);
      end(to);
    }
  }

  private void end(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Set.copyOf(sockets).forEach(this::end);
  }
}
