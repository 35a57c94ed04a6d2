package switchboard.operations;

import java.util.List;
import java.util.function.Supplier;
import switchboard.directory.Directory;
import switchboard.http.ServiceStatus;

/**
 * What the operations ask.
 *
 * @param node address of this node's front door, {@code host:port}
 * @param services how it stands with each service that is called over HTTP
 * @param audit where changes are put on record
 */
public record OperationsDesks(
    String node,
    Supplier<List<ServiceStatus>> services,
    SagaDesk sagas,
    Directory directory,
    Audit audit) {}
