package switchboard.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What an attempt to connect says. */
class ProbeTest {
  private static final String HOST = "127.0.0.1";
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  @Test
  void aPortThatSomebodyListensOnConnectsAndOneThatIsClosedRefuses() throws IOException {
    int port;
    try (var server = new ServerSocket()) {
      server.bind(new InetSocketAddress(HOST, 0));
      port = server.getLocalPort();
      assertThat(Probe.connect(HOST, port, TIMEOUT)).isEqualTo(Probe.Outcome.CONNECTED);
    }
    assertThat(Probe.connect(HOST, port, TIMEOUT)).isEqualTo(Probe.Outcome.REFUSED);
  }

  @Test
  void aProcessThatHangsProvesNothing() throws IOException {
    var waiting = new ArrayList<Socket>();
    try (var server = new ServerSocket()) {
      server.bind(new InetSocketAddress(HOST, 0), 1);
      // nobody accepts: once its queue is full, the kernel does not answer any more
      for (int i = 0; i < 4; i++) {
        var socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(server.getLocalSocketAddress(), 200);
        } catch (IOException full) {
          break;
        }
      }
      assertThat(Probe.connect(HOST, server.getLocalPort(), TIMEOUT))
          .isEqualTo(Probe.Outcome.UNKNOWN);
    } finally {
      for (var socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void aNameThatDoesNotResolveProvesNothing() {
    assertThat(Probe.connect("no-such-host.invalid", 1, TIMEOUT)).isEqualTo(Probe.Outcome.UNKNOWN);
    assertThat(Probe.connect("", 0, TIMEOUT)).isNotEqualTo(Probe.Outcome.CONNECTED);
  }
}
