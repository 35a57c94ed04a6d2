package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import switchboard.Main;
import switchboard.ops.client.FrontDoors;
import switchboard.tls.ClientTls;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

class SessionCommandTest {
  private static final String SESSION = "tenants/acme/sessions/s1";

  @Test
  void printsTheContextNowAndAsItStood() throws Exception {
    try (var cluster = new FakeCluster(1, FakeAgents::parrot);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var calls = doors.calls(0, 10);
      calls.createSession(
          CreateSessionRequest.newBuilder()
              .setParent("tenants/acme")
              .setSessionId("s1")
              .setSession(Session.newBuilder().setSubject("p"))
              .build());
      calls.sendMessage(
          SendMessageRequest.newBuilder()
              .setSession(SESSION)
              .setText("a")
              .setRequestId("r")
              .build());
      var address = cluster.addresses().getFirst();
      assertThat(run("session", "context", SESSION, "--address", address))
          .contains("\"version\" : 3");
      assertThat(run("session", "context", SESSION, "--at", "2", "--address", address))
          .contains("\"version\" : 2");
      assertThat(run("session", "context", SESSION, "--output", "text", "--address", address))
          .contains("session    " + SESSION);
    }
  }

  private static String run(String... arguments) {
    var out = new StringWriter();
    int exit = Main.commandLine().setOut(new PrintWriter(out)).execute(arguments);
    assertThat(exit).isZero();
    return out.toString();
  }
}
