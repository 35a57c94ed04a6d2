package switchboard.ops;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.EraseSubjectMetadata;
import switchboard.v1.EraseSubjectRequest;
import switchboard.v1.ErasureReceipt;
import switchboard.v1.SubjectServiceGrpc;

/** {@code switchboard subject erase}. */
@Command(
    name = "erase",
    description = {
      "Erases a subject for good: ends its sessions and sagas, destroys its key, and empties its"
          + " profile. Goes on by itself, whatever becomes of this command.",
      "Prints the operation as JSON or, once it is finished, the receipt. Erasing an erased subject"
          + " prints the same receipt.",
      "It is put on record that and why it was asked for: `switchboard audit list`."
    })
final class SubjectEraseCommand extends Verb {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(
              JsonFormat.TypeRegistry.newBuilder()
                  .add(EraseSubjectMetadata.getDescriptor())
                  .add(ErasureReceipt.getDescriptor())
                  .build());

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "tenants/TENANT/subjects/SUBJECT")
  private String name;

  @Option(names = "--wait", description = "Waits until it is finished")
  private boolean waits;

  @Mixin private Target target;
  @Mixin private NodesTarget nodes;
  @Mixin private Change change;

  @Override
  public Integer call() throws InvalidProtocolBufferException {
    var reason = change.reason();
    var out = spec.commandLine().getOut();
    try (var operations = nodes.open(target.data, target.tls);
        var doors = target.open()) {
      if (change.isDryRun()) {
        out.println("This would erase " + name + " for good.");
        return 0;
      }
      change.confirm("erase " + name + " for good; there is no way back");
      int first = doors.living();
      var begun =
          new OnRecord(operations, "EraseSubject", name, reason, "")
              .make(() -> begin(doors, first), Operation::getName);
      var operation = begun;
      while (waits && !operation.getDone()) {
        operation = await(doors, first, operation.getName());
      }
      out.println(
          PRINTER.print(
              operation.getDone()
                  ? operation.getResponse().unpack(ErasureReceipt.class)
                  : operation));
    }
    return 0;
  }

  private Operation begin(FrontDoors doors, int first) {
    var request =
        EraseSubjectRequest.newBuilder()
            .setName(name)
            .setRequestId(UUID.randomUUID().toString())
            .build();
    return Retries.untilKnown(
        attempt ->
            SubjectServiceGrpc.newBlockingV2Stub(doors.channel(first + attempt))
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .eraseSubject(request));
  }

  private static Operation await(FrontDoors doors, int first, String operation) {
    var request =
        WaitOperationRequest.newBuilder()
            .setName(operation)
            .setTimeout(Durations.fromSeconds(10))
            .build();
    return Retries.untilKnown(
        attempt ->
            OperationsGrpc.newBlockingV2Stub(doors.channel(first + attempt))
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .waitOperation(request));
  }
}
