package switchboard.worker;

import com.google.rpc.Status;
import com.typesafe.config.ConfigFactory;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectResponse;

/** What tests of streams have in common: settings, and the worker's end. */
final class Streams {
  static final Set<String> AGENTS = Set.of("helper");

  /** What the server did with a stream that is no message to the worker. */
  record Completed() {}

  /** The server ended the stream with an error. */
  record Failed(Status status) {}

  private Streams() {}

  static WorkersSettings settings(String override) {
    return WorkersSettings.from(
        ConfigFactory.parseString("switchboard.workers { " + override + " }")
            .withFallback(ConfigFactory.parseResources("workers.conf"))
            .resolve());
  }

  /** The worker's end of a stream, which reads as a test tells it. */
  static final class FakeOutlet implements Outlet {
    private final LinkedBlockingQueue<Object> said = new LinkedBlockingQueue<>();
    volatile boolean ready = true;

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void say(ConnectResponse response) {
      said.add(response);
    }

    @Override
    public void request(int messages) {
      // the worker says what the test wants
    }

    @Override
    public void complete() {
      said.add(new Completed());
    }

    @Override
    public void fail(Status status) {
      said.add(new Failed(status));
    }

    /** The next thing that the worker hears; waits for it. */
    Object next() throws InterruptedException {
      var next = said.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the worker heard nothing in time");
      }
      return next;
    }

    ConnectResponse response() throws InterruptedException {
      return (ConnectResponse) next();
    }

    /** What was said and not looked at; sure only when the actor has answered something later. */
    Object[] rest() {
      return said.toArray();
    }
  }

  static ConnectRequest answer(String session, int attempt, String text) {
    return ConnectRequest.newBuilder()
        .setAnswer(
            ConnectRequest.Answer.newBuilder()
                .setSession("tenants/acme/sessions/" + session)
                .setTurn(7)
                .setAttempt(attempt)
                .setText(text))
        .build();
  }

  static ConnectRequest delta(String session, int attempt, String text) {
    return ConnectRequest.newBuilder()
        .setDelta(
            ConnectRequest.Delta.newBuilder()
                .setSession("tenants/acme/sessions/" + session)
                .setTurn(7)
                .setAttempt(attempt)
                .setText(text))
        .build();
  }

  static ConnectRequest failed(String session, int attempt) {
    return ConnectRequest.newBuilder()
        .setFailed(
            ConnectRequest.Failed.newBuilder()
                .setSession("tenants/acme/sessions/" + session)
                .setTurn(7)
                .setAttempt(attempt)
                .setReason("no idea"))
        .build();
  }
}
