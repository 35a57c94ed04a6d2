package switchboard.worker;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.rpc.ConnectionLimit;
import switchboard.rpc.Door;
import switchboard.tls.Admission;

/**
 * The gRPC server for workers. It is apart from the front door because other people reach it:
 * whoever does speaks for the assistant. With TLS that is who has a worker's certificate.
 */
public final class WorkerDoor {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerDoor.class);
  private static final int LARGEST_HEADERS = 8 * 1024;
  private static final int CALLS_PER_CONNECTION = 100;

  private final Door door;
  private final ClusterWorkers workers;
  private final WorkersSettings settings;

  private WorkerDoor(Door door, ClusterWorkers workers, WorkersSettings settings) {
    this.door = door;
    this.workers = workers;
    this.settings = settings;
  }

  /**
   * Starts to serve.
   *
   * @param admission of workers, and nobody else
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static WorkerDoor start(
      ActorSystem<?> system,
      ClusterWorkers workers,
      WorkersSettings settings,
      Admission admission) {
    var address = new InetSocketAddress(settings.host(), settings.port());
    var endpoint = new AgentEndpoint(system, workers.parts());
    long beat = settings.heartbeatTimeout().toMillis();
    var builder =
        NettyServerBuilder.forAddress(address, admission.credentials())
            // Handlers only tell an actor.
            .directExecutor()
            .maxInboundMessageSize(settings.maxMessageBytes())
            .maxInboundMetadataSize(LARGEST_HEADERS)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            // A worker's machine that is gone without a word is noticed by its missing heartbeats.
            .permitKeepAliveTime(beat, TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true);
    admission.checks().forEach(builder::intercept);
    var door =
        new WorkerDoor(
            Door.start(
                builder,
                new ConnectionLimit(
                    "twice switchboard.workers.most-workers", 2 * settings.mostWorkers()),
                "The door for workers cannot listen on switchboard.workers host and port; free the"
                    + " port or configure another.",
                List.of(endpoint)),
            workers,
            settings);
    workers.parts().desk().tell(new DeskMessage.Listening(door.reachedAt()));
    LOG.info("The door for workers listens on {}", door.address());
    return door;
  }

  /** host:port by which workers reach it. */
  public String reachedAt() {
    return settings.reachedAt() + ":" + door.port();
  }

  /** Where it listens: the actual port, also where 0 was configured. */
  public InetSocketAddress address() {
    return new InetSocketAddress(settings.host(), door.port());
  }

  /**
   * The node leaves: workers get no further turns from here and are sent to other nodes. Repeating
   * it changes nothing.
   */
  public void drain() {
    door.leave();
    workers.parts().desk().tell(DeskMessage.Signal.LEAVE);
  }

  /**
   * Drains, takes no new streams, and completes when the open ones have ended or the grace is over.
   */
  public CompletionStage<Void> stop() {
    drain();
    return door.stop(settings.stopGrace(), "worker-door-stop")
        .thenAccept(
            ended -> {
              if (!ended) {
                LOG.warn("Workers were connected when the grace was over and were cut");
              }
            });
  }
}
