package switchboard.worker;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.rpc.Guard;
import switchboard.v1.AgentServiceGrpc;

/**
 * The gRPC server for workers. It is apart from the front door because other people reach it:
 * whoever does speaks for the assistant.
 */
public final class WorkerDoor {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerDoor.class);
  private static final int LARGEST_HEADERS = 8 * 1024;
  private static final int CALLS_PER_CONNECTION = 100;

  private final Server server;
  private final HealthStatusManager health;
  private final ClusterWorkers workers;
  private final WorkersSettings settings;

  private WorkerDoor(
      Server server, HealthStatusManager health, ClusterWorkers workers, WorkersSettings settings) {
    this.server = server;
    this.health = health;
    this.workers = workers;
    this.settings = settings;
  }

  /**
   * Starts to serve.
   *
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static WorkerDoor start(
      ActorSystem<?> system, ClusterWorkers workers, WorkersSettings settings) {
    var health = new HealthStatusManager();
    var endpoint = new AgentEndpoint(system, workers.parts());
    long beat = settings.heartbeatTimeout().toMillis();
    var server =
        NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
            // Handlers only tell an actor.
            .directExecutor()
            .maxInboundMessageSize(settings.maxMessageBytes())
            .maxInboundMetadataSize(LARGEST_HEADERS)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            // A worker's machine that is gone without a word is noticed by its missing heartbeats.
            .permitKeepAliveTime(beat, TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new Guard())
            .addService(ServerInterceptors.useInputStreamMessages(endpoint.bindService()))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The door for workers cannot listen on switchboard.workers host and port; free the port"
              + " or configure another.",
          e);
    }
    health.setStatus(AgentServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    var door = new WorkerDoor(server, health, workers, settings);
    var reached = settings.reachedAt() + ":" + server.getPort();
    workers.parts().desk().tell(new DeskMessage.Listening(reached));
    LOG.info("The door for workers listens on {}", door.address());
    return door;
  }

  /** Where it listens: the actual port, also where 0 was configured. */
  public InetSocketAddress address() {
    return new InetSocketAddress(settings.host(), server.getPort());
  }

  /**
   * The node leaves: workers get no further turns from here and are sent to other nodes. Repeating
   * it changes nothing.
   */
  public void drain() {
    health.enterTerminalState();
    workers.parts().desk().tell(DeskMessage.Signal.LEAVE);
  }

  /**
   * Drains, takes no new streams, and completes when the open ones have ended or the grace is over.
   */
  public CompletionStage<Void> stop() {
    drain();
    server.shutdown();
    var stopped = new CompletableFuture<Void>();
    Thread.ofVirtual().name("worker-door-stop").start(() -> awaitEnd(stopped));
    return stopped;
  }

  private void awaitEnd(CompletableFuture<Void> stopped) {
    try {
      if (!server.awaitTermination(settings.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Workers were connected when the grace was over and were cut");
      }
      server.shutdownNow();
      stopped.complete(null);
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
      stopped.completeExceptionally(e);
    }
  }
}
