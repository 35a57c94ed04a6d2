package switchboard.operations;

import io.grpc.BindableService;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.rpc.ConnectionLimit;
import switchboard.rpc.Door;
import switchboard.tls.Admission;

/** The gRPC server for the operator. */
public final class OperationsDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperationsDoor.class);

  /** Requests are names and reasons. */
  private static final int LARGEST_REQUEST = 16 * 1024;

  private static final int LARGEST_HEADERS = 8 * 1024;
  private static final int CALLS_PER_CONNECTION = 100;

  /** Other nodes, people, and their scripts. */
  private static final int CONNECTIONS = 500;

  private final Door door;
  private final OperationsSettings settings;

  private OperationsDoor(Door door, OperationsSettings settings) {
    this.door = door;
    this.settings = settings;
  }

  /**
   * Starts to serve.
   *
   * @param more further services of this node for the operator
   * @param executor runs the handlers, which never block
   * @param admission of operators, and nobody else
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static OperationsDoor start(
      OperationsSettings settings,
      OperationsDesks desks,
      List<? extends BindableService> more,
      Executor executor,
      Admission admission) {
    var address = new InetSocketAddress(settings.host(), settings.port());
    var builder =
        NettyServerBuilder.forAddress(address, admission.credentials())
            .executor(executor)
            .maxInboundMessageSize(LARGEST_REQUEST)
            .maxInboundMetadataSize(LARGEST_HEADERS)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .maxConnectionIdle(15, TimeUnit.MINUTES)
            .intercept(new Operators());
    // what is added later is asked earlier
    admission.checks().forEach(builder::intercept);
    var services = new ArrayList<BindableService>(more);
    services.add(new OperationsEndpoint(desks));
    var door =
        new OperationsDoor(
            Door.start(
                builder,
                new ConnectionLimit("the connections of operators", CONNECTIONS),
                "The operations cannot listen on switchboard.operations host and port; free the"
                    + " port or configure another.",
                services),
            settings);
    LOG.info("The operations listen on {}", door.address());
    return door;
  }

  /** Where it listens: the actual port, also where 0 was configured. */
  public InetSocketAddress address() {
    return new InetSocketAddress(settings.host(), door.port());
  }

  /** Ends at once: an operator's call can be repeated elsewhere. */
  @Override
  public void close() {
    door.stopNow();
  }
}
