package switchboard.cluster;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.directory.Directory;
import switchboard.http.HttpServices;
import switchboard.http.HttpSettings;
import switchboard.http.ServiceStatus;
import switchboard.inspection.ClusterInspection;
import switchboard.journal.RedisStore;
import switchboard.kafka.GroupLags;
import switchboard.metrics.Metrics;
import switchboard.operations.Audit;
import switchboard.operations.AuditEndpoint;
import switchboard.operations.AuditSettings;
import switchboard.operations.Backlog;
import switchboard.operations.ClusterEndpoint;
import switchboard.operations.OperationsDesks;
import switchboard.operations.OperationsDoor;
import switchboard.operations.OperationsSettings;
import switchboard.operations.SagaDesk;
import switchboard.operations.SessionDesk;
import switchboard.operations.SessionOperationsEndpoint;
import switchboard.operations.StoredAudit;
import switchboard.operations.SystemEndpoint;
import switchboard.placement.Placement;
import switchboard.tls.NodeTls;
import switchboard.tls.Role;

/** The services that a node calls over HTTP, and the door by which its operator sees them. */
final class NodeOperations implements AutoCloseable {
  private final OperationsDoor door;
  private final HttpServices services;
  private final GroupLags lags;

  private NodeOperations(OperationsDoor door, HttpServices services, GroupLags lags) {
    this.door = door;
    this.services = services;
    this.lags = lags;
  }

  /**
   * What of it is configured; read before anything is started.
   *
   * @throws IllegalArgumentException if anything is wrong, with a line for each key that is
   */
  record Settings(HttpSettings services, OperationsSettings door, AuditSettings audit) {
    static Settings from(Config config) {
      return new Settings(
          HttpSettings.from(config), OperationsSettings.from(config), AuditSettings.from(config));
    }
  }

  /** The services, shown in this node's metrics. */
  static HttpServices services(ActorSystem<?> system, Settings settings) {
    var services = HttpServices.start(settings.services());
    Metrics.get(system.classicSystem()).show(services);
    return services;
  }

  /**
   * Opens the door.
   *
   * @param node where this node's front door listens
   */
  static NodeOperations start(
      ActorSystem<?> system,
      Settings settings,
      Clock clock,
      HttpServices services,
      InetSocketAddress node,
      SagaDesk desk,
      SessionDesk sessions,
      Directory directory,
      GroupLags lags,
      Placement placement) {
    var address = node.getHostString() + ":" + node.getPort();
    var trail = new StoredAudit(RedisStore.get(system.classicSystem()).logs(), settings.audit());
    var audit = new Audit(trail, address, clock);
    var desks =
        new OperationsDesks(
            address, services::status, desk, directory, audit, () -> groups(lags), clock);
    var more =
        List.of(
            new AuditEndpoint(trail, audit),
            system(system, services, desks),
            new ClusterEndpoint(desks, placement),
            new SessionOperationsEndpoint(desks, sessions));
    return new NodeOperations(
        OperationsDoor.start(
            settings.door(),
            desks,
            more,
            system.executionContext(),
            NodeTls.get(system.classicSystem()).only(Role.OPERATOR)),
        services,
        lags);
  }

  private static SystemEndpoint system(
      ActorSystem<?> system, HttpServices services, OperationsDesks desks) {
    var inspection =
        ClusterInspection.start(
            system,
            desks.node(),
            () -> services.status().stream().mapToInt(ServiceStatus::inFlight).sum());
    return new SystemEndpoint(
        inspection,
        desks,
        (after, work) -> system.scheduler().scheduleOnce(after, work, system.executionContext()));
  }

  private static CompletionStage<List<Backlog.Group>> groups(GroupLags lags) {
    return lags.lags()
        .thenApply(
            found ->
                found.entrySet().stream()
                    .map(each -> new Backlog.Group(each.getKey(), each.getValue()))
                    .toList());
  }

  InetSocketAddress address() {
    return door.address();
  }

  /** Closes the door and gives up the calls that are under way. */
  @Override
  public void close() {
    door.close();
    lags.close();
    services.close();
  }
}
