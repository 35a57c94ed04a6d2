package switchboard.faults.sagas;

import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import switchboard.local.SystemState;
import switchboard.ops.client.Retries;
import switchboard.v1.ListParkedSagasRequest;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.OperationsServiceGrpc.OperationsServiceBlockingV2Stub;
import switchboard.v1.RedriveSagaRequest;
import switchboard.v1.Saga;

/** What an operator does about parked sagas, at any node's door for operators. */
final class Operator implements AutoCloseable {
  private static final int PAGE = 100;

  private final List<ManagedChannel> channels;

  Operator(SystemState system) {
    var tls = system.forOperators();
    channels = system.operations().stream().map(at -> tls.channel(at).build()).toList();
  }

  private OperationsServiceBlockingV2Stub door(int attempt) {
    return OperationsServiceGrpc.newBlockingV2Stub(
            channels.get(Math.floorMod(attempt, channels.size())))
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  /** The names of all sagas that are listed as parked. */
  List<String> parked() {
    var names = new ArrayList<String>();
    var request = ListParkedSagasRequest.newBuilder().setPageSize(PAGE).build();
    do {
      var asked = request;
      var page = Retries.untilKnown(attempt -> door(attempt).listParkedSagas(asked));
      page.getSagasList().stream().map(Saga::getName).forEach(names::add);
      request = request.toBuilder().setPageToken(page.getNextPageToken()).build();
    } while (!request.getPageToken().isEmpty());
    return names;
  }

  void redrive(String name, String reason) {
    var request = RedriveSagaRequest.newBuilder().setName(name).setReason(reason).build();
    Retries.untilKnown(attempt -> door(name.hashCode() + attempt).redriveSaga(request));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
