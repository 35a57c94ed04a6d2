package switchboard.operations;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import switchboard.directory.Directory;
import switchboard.http.ServiceStatus;

/**
 * What the operations ask.
 *
 * @param node address of this node's front door, {@code host:port}
 * @param services how it stands with each service that is called over HTTP
 * @param audit where changes are put on record
 * @param groups how far this product's consumer groups are; may fail
 * @param clock by which nodes say when something happened
 */
public record OperationsDesks(
    String node,
    Supplier<List<ServiceStatus>> services,
    SagaDesk sagas,
    Directory directory,
    Audit audit,
    Supplier<CompletionStage<List<Backlog.Group>>> groups,
    Clock clock) {
  /** One that knows of no groups, with this machine's clock. */
  public OperationsDesks(
      String node,
      Supplier<List<ServiceStatus>> services,
      SagaDesk sagas,
      Directory directory,
      Audit audit) {
    this(
        node,
        services,
        sagas,
        directory,
        audit,
        () -> CompletableFuture.completedStage(List.of()),
        Clock.systemUTC());
  }
}
