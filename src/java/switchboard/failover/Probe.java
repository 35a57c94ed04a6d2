package switchboard.failover;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** An attempt to connect to another node's port, without a word being said. */
final class Probe {
  /** What came of it. */
  enum Outcome {
    /** Somebody listens there. */
    CONNECTED,
    /** The machine answered that nobody does. */
    REFUSED,
    /** Nothing that says either: no answer in time, no route, no such name. */
    UNKNOWN
  }

  /** How the JDK words ECONNREFUSED; other failures to connect are of the same class. */
  private static final String REFUSED_TEXT = "Connection refused";

  private Probe() {}

  /** Blocks until the outcome is known, at most for {@code timeout}. */
  static Outcome connect(String host, int port, Duration timeout) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
      return Outcome.CONNECTED;
    } catch (ConnectException failure) {
      var text = failure.getMessage();
      return text != null && text.startsWith(REFUSED_TEXT) ? Outcome.REFUSED : Outcome.UNKNOWN;
    } catch (IOException | IllegalArgumentException failure) {
      // a time-out, an unreachable network, a name that does not resolve: all prove nothing
      return Outcome.UNKNOWN;
    }
  }
}
