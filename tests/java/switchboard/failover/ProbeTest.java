package switchboard.failover;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
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
      assertThat(Probe.connect(HOST, port, TIMEOUT, ZERO)).isEqualTo(Probe.Outcome.CONNECTED);
    }
    assertThat(Probe.connect(HOST, port, TIMEOUT, ZERO)).isEqualTo(Probe.Outcome.REFUSED);
  }

  @Test
  void aConnectionThatIsHeldTellsOfItsEndAndOfNothingElse() throws Exception {
    try (var server = new ServerSocket()) {
      server.bind(new InetSocketAddress(HOST, 0));
      var probe =
          CompletableFuture.supplyAsync(
              () -> Probe.connect(HOST, server.getLocalPort(), TIMEOUT, Duration.ofMinutes(1)));
      try (var accepted = server.accept()) {
        assertThat(probe).isNotDone();
        accepted.setSoLinger(true, 0); // a reset, as a process that is killed leaves it
      }
      assertThat(probe).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(Probe.Outcome.ENDED);
      assertThat(Probe.connect(HOST, server.getLocalPort(), TIMEOUT, Duration.ofMillis(50)))
          .isEqualTo(Probe.Outcome.CONNECTED);
    }
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
      assertThat(Probe.connect(HOST, server.getLocalPort(), TIMEOUT, ZERO))
          .isEqualTo(Probe.Outcome.UNKNOWN);
    } finally {
      for (var socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void aNameThatDoesNotResolveProvesNothing() {
    assertThat(Probe.connect("no-such-host.invalid", 1, TIMEOUT, ZERO))
        .isEqualTo(Probe.Outcome.UNKNOWN);
    assertThat(Probe.connect("", 0, TIMEOUT, ZERO)).isNotEqualTo(Probe.Outcome.CONNECTED);
  }
}
