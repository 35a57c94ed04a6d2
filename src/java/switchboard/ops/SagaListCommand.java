package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import switchboard.ops.client.Operations;
import switchboard.ops.client.SagaText;
import switchboard.v1.ListOpenSagasRequest;
import switchboard.v1.ListOpenSagasResponse;
import switchboard.v1.ListParkedSagasRequest;
import switchboard.v1.ListParkedSagasResponse;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.Saga;
import switchboard.v1.SessionOperationsServiceGrpc;

/** {@code switchboard saga list}. */
@Command(
    name = "list",
    description = {
      "Lists the sagas that have not ended, and those that wait for an operator.",
      "Every bucket of the store is looked into for those that have not ended."
    })
final class SagaListCommand extends Asking {
  private static final int PAGE = 500;

  @ArgGroup private Kind kind;

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      defaultValue = "",
      description = "Only those of this tenant, such as demo")
  private String tenant;

  /** Which of them. */
  static final class Kind {
    @Option(names = "--parked", description = "Only those that wait for an operator")
    private boolean parked;

    @Option(names = "--open", description = "Only those that do their steps or take them back")
    private boolean open;
  }

  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    var sagas = new ArrayList<Saga>();
    if (kind == null || kind.parked) {
      sagas.addAll(parked(operations));
    }
    if (kind == null || kind.open) {
      sagas.addAll(open(operations));
    }
    if (!isJson()) {
      print(SagaText.list(sagas, kind != null && kind.parked));
    } else if (kind != null && kind.parked) {
      print(SagaText.json(ListParkedSagasResponse.newBuilder().addAllSagas(sagas).build()));
    } else {
      print(SagaText.json(ListOpenSagasResponse.newBuilder().addAllSagas(sagas).build()));
    }
    return 0;
  }

  private List<Saga> parked(Operations operations) {
    var all = new ArrayList<Saga>();
    var token = "";
    do {
      var request =
          ListParkedSagasRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build();
      var page =
          operations.soon(
              OperationsServiceGrpc::newBlockingV2Stub, node -> node.listParkedSagas(request));
      page.getSagasList().stream()
          .filter(saga -> tenant.isEmpty() || saga.getName().startsWith(parent() + "/"))
          .forEach(all::add);
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all;
  }

  private List<Saga> open(Operations operations) {
    var all = new ArrayList<Saga>();
    var token = "";
    do {
      var request =
          ListOpenSagasRequest.newBuilder()
              .setParent(tenant.isEmpty() ? "" : parent())
              .setPageSize(PAGE)
              .setPageToken(token)
              .build();
      var page =
          operations.soon(
              SessionOperationsServiceGrpc::newBlockingV2Stub, node -> node.listOpenSagas(request));
      all.addAll(page.getSagasList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all;
  }

  private String parent() {
    return "tenants/" + tenant;
  }
}
