package switchboard.failover;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A connection to another node's port, without a word being said. */
final class Probe {
  /** What came of it. */
  enum Outcome {
    /** Somebody listens there. */
    CONNECTED,
    /** Somebody listened there, and has ended the connection since. */
    ENDED,
    /** The machine answered that nobody does. */
    REFUSED,
    /** Nothing that says either: no answer in time, no route, no such name. */
    UNKNOWN
  }

  /** How the JDK words ECONNREFUSED; other failures to connect are of the same class. */
  private static final String REFUSED_TEXT = "Connection refused";

  private Probe() {}

  /**
   * Blocks until the outcome is known.
   *
   * @param timeout for how long at most it tries to connect
   * @param hold for how long at most it waits for the other side to end the connection; zero: it
   *     does not
   */
  static Outcome connect(String host, int port, Duration timeout, Duration hold) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
      return hold.isZero() ? Outcome.CONNECTED : hold(socket, hold);
    } catch (ConnectException failure) {
      var text = failure.getMessage();
      return text != null && text.startsWith(REFUSED_TEXT) ? Outcome.REFUSED : Outcome.UNKNOWN;
    } catch (IOException | IllegalArgumentException failure) {
      // a time-out, an unreachable network, a name that does not resolve: all prove nothing
      return Outcome.UNKNOWN;
    }
  }

  private static Outcome hold(Socket socket, Duration hold) {
    try {
      socket.setSoTimeout(Math.toIntExact(hold.toMillis()));
      return socket.getInputStream().read() < 0 ? Outcome.ENDED : Outcome.CONNECTED;
    } catch (SocketTimeoutException silent) {
      return Outcome.CONNECTED;
    } catch (IOException reset) {
      return Outcome.ENDED;
    }
  }
}
