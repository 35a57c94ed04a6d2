package switchboard.cluster;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.directory.Directory;
import switchboard.http.HttpServices;
import switchboard.http.HttpSettings;
import switchboard.metrics.Metrics;
import switchboard.operations.OperationsDoor;
import switchboard.operations.OperationsSettings;
import switchboard.operations.SagaDesk;

/** The services that a node calls over HTTP, and the door by which its operator sees them. */
final class NodeOperations implements AutoCloseable {
  private final OperationsDoor door;
  private final HttpServices services;

  private NodeOperations(OperationsDoor door, HttpServices services) {
    this.door = door;
    this.services = services;
  }

  /**
   * What of it is configured; read before anything is started.
   *
   * @throws IllegalArgumentException if anything is wrong, with a line for each key that is
   */
  record Settings(HttpSettings services, OperationsSettings door) {
    static Settings from(Config config) {
      return new Settings(HttpSettings.from(config), OperationsSettings.from(config));
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
      HttpServices services,
      InetSocketAddress node,
      SagaDesk desk,
      Directory directory) {
    var address = node.getHostString() + ":" + node.getPort();
    return new NodeOperations(
        OperationsDoor.start(
            settings.door(), address, services::status, desk, directory, system.executionContext()),
        services);
  }

  InetSocketAddress address() {
    return door.address();
  }

  /** Closes the door and gives up the calls that are under way. */
  @Override
  public void close() {
    door.close();
    services.close();
  }
}
