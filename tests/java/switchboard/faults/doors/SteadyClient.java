package switchboard.faults.doors;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/** Somebody who talks as one should, while others do not: one message after the other. */
final class SteadyClient implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ManagedChannel channel;
  private final String session;
  private final List<Long> nanos = new ArrayList<>();
  private int acknowledged;
  private final List<String> failures = new ArrayList<>();
  private volatile boolean ended;

  SteadyClient(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    session =
        ConversationServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .createSession(
                CreateSessionRequest.newBuilder()
                    .setParent("tenants/steady")
                    .setSession(Session.newBuilder().setSubject("steady").setAgent("echo"))
                    .setRequestId("create")
                    .build())
            .getName();
    Thread.ofPlatform().name("steady").daemon().start(this::talk);
  }

  private void talk() {
    for (int i = 0; !ended; i++) {
      var request =
          SendMessageRequest.newBuilder()
              .setSession(session)
              .setText("message " + i)
              .setRequestId("say-" + i)
              .build();
      long began = System.nanoTime();
      try {
        ConversationServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .sendMessage(request);
        note(System.nanoTime() - began);
      } catch (StatusRuntimeException failure) {
        fail(failure.getStatus().toString());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private synchronized void note(long took) {
    nanos.add(took);
    acknowledged++;
  }

  private synchronized void fail(String why) {
    failures.add(why);
  }

  /** How many messages were acknowledged so far. */
  synchronized int acknowledged() {
    return acknowledged;
  }

  /** What was not acknowledged. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** How long messages took since the last time this was asked, in words. */
  synchronized String times() {
    var sorted = nanos.stream().sorted().toList();
    nanos.clear();
    return sorted.isEmpty()
        ? "none"
        : "%d messages, p50 %.1f ms, p99 %.1f ms"
            .formatted(
                sorted.size(),
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6);
  }

  @Override
  public void close() {
    ended = true;
    // its last call has a deadline
    channel.shutdown();
  }
}
