package switchboard.frontdoor;

import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.access.AccessGuard;
import switchboard.rpc.ConnectionLimit;
import switchboard.rpc.Door;
import switchboard.session.SessionHistory;
import switchboard.session.Sessions;
import switchboard.telemetry.Telemetry;

/** The gRPC server for the chat layer: conversations, subjects, operations, health, reflection. */
public final class FrontDoor {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  private final Door door;
  private final ConnectionLimit connections;
  private final Streams streams;
  private final AccessGuard access;
  private final FrontDoorSettings settings;
  private final AtomicBoolean draining = new AtomicBoolean();

  private FrontDoor(
      Door door,
      ConnectionLimit connections,
      Streams streams,
      AccessGuard access,
      FrontDoorSettings settings) {
    this.door = door;
    this.connections = connections;
    this.streams = streams;
    this.access = access;
    this.settings = settings;
  }

  /**
   * Starts to serve. Health says SERVING when this returns.
   *
   * @param credentials by which it is known to clients
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static FrontDoor start(
      ActorSystem<?> system,
      Sessions sessions,
      SessionHistory events,
      PastContexts past,
      SessionIndex index,
      Streams streams,
      SubjectDoors doors,
      AccessGuard access,
      FrontDoorSettings settings,
      ServerCredentials credentials) {
    var endpoint =
        new ConversationEndpoint(sessions, new Lists(events, index), past, streams, settings);
    var subjects = new SubjectEndpoint(doors, settings);
    var operations = new OperationsEndpoint(doors.erasures(), settings);
    var builder = NettyServerBuilder.forAddress(bindAddress(settings), credentials);
    if (settings.directExecutor()) {
      builder.directExecutor();
    } else {
      builder.executor(system.executionContext());
    }
    limit(builder, settings.transport());
    builder
        .addStreamTracerFactory(new WatchedCalls(Telemetry.get(system.classicSystem())))
        .intercept(new AnsweringNode())
        .intercept(new CallLimit(settings.transport().maxCallsUnderWay()));
    access.before(builder);
    var connections = connectionLimit(settings.transport());
    var door =
        new FrontDoor(
            Door.start(
                builder,
                connections,
                "The front door cannot listen on switchboard.front-door host and port; free the"
                    + " port or configure another.",
                access.around(List.of(endpoint, subjects, operations))),
            connections,
            streams,
            access,
            settings);
    LOG.info("The front door listens on {}", door.address());
    return door;
  }

  private static InetSocketAddress bindAddress(FrontDoorSettings settings) {
    return new InetSocketAddress(settings.host(), settings.port());
  }

  private static ConnectionLimit connectionLimit(FrontDoorSettings.Transport limits) {
    return new ConnectionLimit("switchboard.front-door.max-connections", limits.maxConnections());
  }

  private static void limit(NettyServerBuilder builder, FrontDoorSettings.Transport limits) {
    builder
        .maxInboundMessageSize(limits.maxMessageBytes())
        .maxInboundMetadataSize(limits.maxMetadataBytes())
        .maxConcurrentCallsPerConnection(limits.maxCallsPerConnection())
        .keepAliveTime(limits.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(limits.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(limits.permitKeepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true)
        .maxConnectionIdle(limits.maxConnectionIdle().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAge(limits.maxConnectionAge().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAgeGrace(limits.maxConnectionAgeGrace().toMillis(), TimeUnit.MILLISECONDS)
        .maxRstFramesPerWindow(
            limits.maxResets(), Math.toIntExact(Math.max(1, limits.resetWindow().toSeconds())));
  }

  /** Where it listens: the actual port, also where 0 was configured. */
  public InetSocketAddress address() {
    return new InetSocketAddress(settings.host(), door.port());
  }

  /** Its connections. */
  public ConnectionLimit connections() {
    return connections;
  }

  /** Whether it takes calls, and does not ask its clients to go elsewhere. */
  public boolean isOpen() {
    return !draining.get();
  }

  /**
   * The node leaves: health says NOT_SERVING from now on, and streams end with UNAVAILABLE,
   * NODE_LEAVING. Single calls are served until {@link #stop}. Repeating it changes nothing.
   */
  public void drain() {
    if (draining.getAndSet(true)) {
      return;
    }
    door.leave();
    streams.drain().run();
  }

  /**
   * Drains, takes no new calls, and completes when the open ones have ended or the grace is over.
   */
  public CompletionStage<Void> stop() {
    drain();
    return door.stop(settings.stopGrace(), "front-door-stop")
        .thenAccept(
            ended -> {
              access.close();
              if (!ended) {
                LOG.warn("Calls were open when the grace was over and were cut");
              }
            });
  }
}
