package switchboard.rpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import switchboard.wire.PublicErrors;

/** A gRPC server of this node, from its start to its end: guarded, with health and reflection. */
public final class Door {
  /** For what is told to clients at the end to reach them. */
  private static final long LAST_WORDS_MILLIS = 300;

  private final Server server;
  private final Guard guard;
  private final HealthStatusManager health;

  private Door(Server server, Guard guard, HealthStatusManager health) {
    this.server = server;
    this.guard = guard;
    this.health = health;
  }

  /**
   * Starts to serve. Health says SERVING of each service when this returns.
   *
   * @param builder has the address, the limits and whatever else intercepts calls
   * @param connections that it may have
   * @param refusal the message of the exception: who cannot listen, and what to do
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static Door start(
      NettyServerBuilder builder,
      ConnectionLimit connections,
      String refusal,
      List<? extends BindableService> services) {
    connections.hold(builder);
    var health = new HealthStatusManager();
    var bound = services.stream().map(BindableService::bindService).toList();
    var guard = new Guard();
    builder.intercept(guard);
    // Requests stay bytes until they are inside the guard, which can then answer unreadable ones.
    bound.forEach(it -> builder.addService(ServerInterceptors.useInputStreamMessages(it)));
    var server =
        builder
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(refusal, e);
    }
    bound.forEach(
        it -> health.setStatus(it.getServiceDescriptor().getName(), ServingStatus.SERVING));
    return new Door(server, guard, health);
  }

  /** The actual port, also where 0 was configured. */
  public int port() {
    return server.getPort();
  }

  /** Health says NOT_SERVING from now on; calls are served all the same. */
  public void leave() {
    health.enterTerminalState();
  }

  /**
   * Takes no new calls, and ends those that are open when the grace is over with NODE_LEAVING.
   *
   * @param thread name of the one that waits
   * @return completes at the end, with whether all calls had ended by themselves
   */
  public CompletionStage<Boolean> stop(Duration grace, String thread) {
    server.shutdown();
    var stopped = new CompletableFuture<Boolean>();
    Thread.ofVirtual().name(thread).start(() -> awaitEnd(grace, stopped));
    return stopped;
  }

  private void awaitEnd(Duration grace, CompletableFuture<Boolean> stopped) {
    try {
      boolean ended = server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        // a call that is merely cut reaches its client as CANCELLED, which nobody repeats
        guard.closeAll(PublicErrors.nodeLeaving());
        server.awaitTermination(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
      }
      server.shutdownNow();
      stopped.complete(ended);
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
      stopped.completeExceptionally(e);
    }
  }

  /** Ends at once. */
  public void stopNow() {
    server.shutdownNow();
  }
}
