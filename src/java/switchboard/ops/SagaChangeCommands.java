package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import switchboard.ops.client.FindingText;
import switchboard.ops.client.Operations;
import switchboard.ops.client.SagaText;
import switchboard.v1.CancelSagaRequest;
import switchboard.v1.ExplainSagaRequest;
import switchboard.v1.SagaExplanation;
import switchboard.v1.SessionOperationsServiceGrpc;

/** Why a saga waits, and ending it. */
final class SagaChangeCommands {
  private SagaChangeCommands() {}

  private static SagaExplanation explained(Operations operations, String name) {
    var request = ExplainSagaRequest.newBuilder().setName(name).build();
    return operations.soon(
        SessionOperationsServiceGrpc::newBlockingV2Stub, node -> node.explainSaga(request));
  }

  /** {@code switchboard saga explain NAME}. */
  @Command(
      name = "explain",
      description = {
        "Says in plain words what a saga waits for: which service was asked, when and how often,"
            + " whether it answers anybody, what happens next, and what can be done.",
        "The exit code is 1 if a node is silent, for its part is missing then."
      })
  static final class Explain extends Asking {
    @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sagas/SAGA")
    private String name;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var explanation = explained(operations, name);
      print(
          isJson()
              ? FindingText.json(explanation)
              : FindingText.explanation(explanation, layout()));
      return explanation.getSilentCount() == 0 ? 0 : 1;
    }
  }

  /** {@code switchboard saga cancel NAME}. */
  @Command(
      name = "cancel",
      description = {
        "Has a saga that does its steps take back what it did, or end where it did nothing. Its"
            + " session is told, with the reason CANCELLED."
      })
  static final class Cancel extends Asking {
    @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sagas/SAGA")
    private String name;

    @Mixin private Change change;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var reason = change.reason();
      var before = explained(operations, name);
      if (change.isDryRun()) {
        print(isJson() ? FindingText.json(before) : FindingText.explanation(before, layout()));
        return 0;
      }
      change.confirm("have " + name + " take back what it did");
      var request = CancelSagaRequest.newBuilder().setName(name).setReason(reason).build();
      var saga =
          operations.any(
              SessionOperationsServiceGrpc::newBlockingV2Stub, node -> node.cancelSaga(request));
      print(isJson() ? SagaText.json(saga) : SagaText.saga(saga, layout()));
      return 0;
    }
  }
}
