package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import switchboard.ops.client.Operations;
import switchboard.ops.client.PlaceText;
import switchboard.v1.ExplainSessionRequest;
import switchboard.v1.OperationsServiceGrpc;

/** {@code switchboard session explain NAME}. */
@Command(
    name = "explain",
    description = {
      "Says in plain words what a session waits for, since when, until when, who has it, and what"
          + " can be done; below it its place, its sagas with their steps, and its open turns.",
      "A session that sleeps says nothing, unless --wake allows to wake it."
    })
final class SessionExplainCommand extends Asking {
  @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sessions/SESSION")
  private String name;

  @Option(names = "--wake", description = "Wakes the session if it sleeps")
  private boolean wake;

  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    var request = ExplainSessionRequest.newBuilder().setName(name).setWake(wake).build();
    var explanation =
        operations.soon(
            OperationsServiceGrpc::newBlockingV2Stub, node -> node.explainSession(request));
    print(isJson() ? PlaceText.json(explanation) : PlaceText.explanation(explanation, layout()));
    return 0;
  }
}
