package switchboard.fakes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes bytes on between a client and a server until it falls silent: then the connections stay
 * open at both ends, and nothing comes through, as when a phone is out of reach.
 */
public final class SilentProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final InetSocketAddress server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  public SilentProxy(InetSocketAddress server) {
    this.server = server;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
  }

  /** Lets nothing more through, in either direction. */
  public void fallSilent() {
    silent = true;
  }

  private void accept() {
    try {
      while (true) {
        var client = listening.accept();
        var onward = new Socket(server.getAddress(), server.getPort());
        sockets.addAll(List.of(client, onward));
        Thread.ofVirtual().start(() -> pass(client, onward));
        Thread.ofVirtual().start(() -> pass(onward, client));
      }
    } catch (IOException closed) {
      close();
    }
  }

  private void pass(Socket from, Socket to) {
    var buffer = new byte[8_192];
    try (InputStream in = from.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!silent) {
          to.getOutputStream().write(buffer, 0, n);
        }
      }
      to.close();
    } catch (IOException cut) {
      sockets.remove(from); // one end has closed, which ends the other
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (var socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
