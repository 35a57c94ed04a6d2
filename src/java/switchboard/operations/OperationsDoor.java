package switchboard.operations;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.directory.Directory;
import switchboard.http.ServiceStatus;
import switchboard.rpc.Guard;
import switchboard.v1.OperationsServiceGrpc;

/** The gRPC server for the operator. */
public final class OperationsDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperationsDoor.class);

  /** Requests are names and reasons. */
  private static final int LARGEST_REQUEST = 16 * 1024;

  private static final int LARGEST_HEADERS = 8 * 1024;
  private static final int CALLS_PER_CONNECTION = 100;

  private final Server server;
  private final OperationsSettings settings;

  private OperationsDoor(Server server, OperationsSettings settings) {
    this.server = server;
    this.settings = settings;
  }

  /**
   * Starts to serve.
   *
   * @param node address of this node's front door, {@code host:port}
   * @param services how it stands with each service
   * @param executor runs the handlers, which never block
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static OperationsDoor start(
      OperationsSettings settings,
      String node,
      Supplier<List<ServiceStatus>> services,
      SagaDesk desk,
      Directory directory,
      Executor executor) {
    var health = new HealthStatusManager();
    var endpoint = new OperationsEndpoint(node, services, desk, directory);
    var server =
        NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
            .executor(executor)
            .maxInboundMessageSize(LARGEST_REQUEST)
            .maxInboundMetadataSize(LARGEST_HEADERS)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .maxConnectionIdle(15, TimeUnit.MINUTES)
            .intercept(new Guard())
            .addService(ServerInterceptors.useInputStreamMessages(endpoint.bindService()))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The operations cannot listen on switchboard.operations host and port; free the port or"
              + " configure another.",
          e);
    }
    health.setStatus(OperationsServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    var door = new OperationsDoor(server, settings);
    LOG.info("The operations listen on {}", door.address());
    return door;
  }

  /** Where it listens: the actual port, also where 0 was configured. */
  public InetSocketAddress address() {
    return new InetSocketAddress(settings.host(), server.getPort());
  }

  /** Ends at once: an operator's call can be repeated elsewhere. */
  @Override
  public void close() {
    server.shutdownNow();
  }
}
