package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import switchboard.ops.client.ClusterText;
import switchboard.ops.client.Operations;
import switchboard.v1.ClusterServiceGrpc;
import switchboard.v1.DownNodesRequest;
import switchboard.v1.LeaveNodeRequest;
import switchboard.v1.MembershipChange;

/** What the commands have in common that take members out of the cluster. */
@Command
abstract class ClusterChangeCommand extends Asking {
  @Mixin private Change change;

  @Option(
      names = "--force",
      description =
          "Does it even if less than a majority is left, or if a node that is downed is healthy")
  private boolean force;

  /** What it does, after "This will". */
  abstract String does();

  abstract MembershipChange send(Operations operations, String reason, boolean dryRun);

  boolean isForced() {
    return force;
  }

  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    var reason = change.reason();
    if (change.isDryRun()) {
      var outlook = send(operations, reason, true);
      show(outlook);
      return outlook.getProblem().isEmpty() ? 0 : 1;
    }
    change.confirm(does());
    show(send(operations, reason, false));
    return 0;
  }

  private void show(MembershipChange outlook) throws InvalidProtocolBufferException {
    print(isJson() ? ClusterText.json(outlook) : ClusterText.change(outlook));
  }

  /** {@code switchboard cluster leave NODE}. */
  @Command(
      name = "leave",
      description = {
        "Lets a node leave in order: its streams end, its sessions move little by little, it"
            + " leaves the cluster, and its process ends with code 0. A supervisor may start it"
            + " again.",
        "Returns when the node has begun; `cluster tail` shows how it goes on. Refused if the node"
            + " does not answer, and if less than a majority would be left."
      })
  static final class Leave extends ClusterChangeCommand {
    @Parameters(paramLabel = "NODE", description = "Its cluster address, HOST:PORT")
    private String node;

    @Override
    String does() {
      return "let " + node + " leave the cluster and end";
    }

    @Override
    MembershipChange send(Operations operations, String reason, boolean dryRun) {
      var request =
          LeaveNodeRequest.newBuilder()
              .setNode(node)
              .setReason(reason)
              .setForce(isForced())
              .setDryRun(dryRun)
              .build();
      return operations.any(ClusterServiceGrpc::newBlockingV2Stub, it -> it.leaveNode(request));
    }
  }

  /** {@code switchboard cluster down NODE...}. */
  @Command(
      name = "down",
      description = {
        "Gives up nodes: they are members no more, and their shards live elsewhere. What they still"
            + " write is refused, and one that still runs ends with code 75 when it hears of it.",
        "Refused if one of them is reachable and answers (let it leave), and if less than a"
            + " majority would be left."
      })
  static final class Down extends ClusterChangeCommand {
    @Parameters(
        paramLabel = "NODE",
        arity = "1..*",
        description = "Their cluster addresses, HOST:PORT")
    private List<String> nodes;

    @Override
    String does() {
      return "down " + String.join(", ", nodes);
    }

    @Override
    MembershipChange send(Operations operations, String reason, boolean dryRun) {
      var request = DownNodesRequest.newBuilder().addAllNodes(nodes);
      return down(operations, request, reason, dryRun);
    }
  }

  /** {@code switchboard cluster down-unreachable}. */
  @Command(
      name = "down-unreachable",
      description = {
        "Gives up all members that cannot be reached, as the node that is asked sees it.",
        "Refused if less than a majority would be left: then this may be the side that is cut off."
      })
  static final class DownUnreachable extends ClusterChangeCommand {
    @Override
    String does() {
      return "down all members that cannot be reached";
    }

    @Override
    MembershipChange send(Operations operations, String reason, boolean dryRun) {
      return down(operations, DownNodesRequest.newBuilder().setUnreachable(true), reason, dryRun);
    }
  }

  MembershipChange down(
      Operations operations, DownNodesRequest.Builder nodes, String reason, boolean dryRun) {
    var request = nodes.setReason(reason).setForce(force).setDryRun(dryRun).build();
    return operations.any(ClusterServiceGrpc::newBlockingV2Stub, it -> it.downNodes(request));
  }
}
