package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import switchboard.ops.client.ClusterText;
import switchboard.ops.client.Operations;
import switchboard.ops.client.PlaceText;
import switchboard.v1.ClusterServiceGrpc;
import switchboard.v1.ClusterView;
import switchboard.v1.ListNodesRequest;
import switchboard.v1.Node;
import switchboard.v1.ShowClusterRequest;

/** {@code switchboard cluster}. */
@Command(
    name = "cluster",
    description = {
      "Shows the members of the cluster and what each has in its memory: sessions, sagas, streams"
          + " and shards.",
      "One node is asked and asks the others. The exit code is 1 if a member cannot be reached or"
          + " gives no answer within a second.",
      "Nodes are named by their cluster address, HOST:PORT, in the column ADDRESS."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      ClusterCommand.Show.class,
      ClusterCommand.Versions.class,
      ClusterTailCommand.class,
      ClusterChangeCommand.Leave.class,
      ClusterChangeCommand.Down.class,
      ClusterChangeCommand.DownUnreachable.class,
      ClusterJoinCommand.class
    })
public final class ClusterCommand extends Asking {
  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    var nodes = operations.any(node -> node.listNodes(ListNodesRequest.getDefaultInstance()));
    print(isJson() ? PlaceText.json(nodes) : PlaceText.nodes(nodes.getNodesList()));
    return nodes.getNodesList().stream().allMatch(Node::getAnswered) ? 0 : 1;
  }

  static ClusterView view(Operations operations) {
    return operations.any(
        ClusterServiceGrpc::newBlockingV2Stub,
        node -> node.showCluster(ShowClusterRequest.getDefaultInstance()));
  }

  /** {@code switchboard cluster show}. */
  @Command(
      name = "show",
      description = {
        "Shows the members with their roles, who leads, which is the oldest (where the"
            + " coordinators of all sharded types are), whose heartbeats which members miss, and"
            + " the shards and entities of every type.",
        "The exit code is 1 if a member cannot be reached or is silent, or if those that are up and"
            + " answer are no majority."
      })
  static final class Show extends Asking {
    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var view = view(operations);
      print(isJson() ? ClusterText.json(view) : ClusterText.cluster(view, layout()));
      return view.getSilentCount() == 0 && view.getMajority() ? 0 : 1;
    }
  }

  /** {@code switchboard cluster versions}. */
  @Command(
      name = "versions",
      description = {
        "Shows which releases run: of Switchboard, Java and Pekko, on each node. While several are"
            + " in one cluster, sessions move to nodes of the newest one only.",
        "The exit code is 1 if a member is silent."
      })
  static final class Versions extends Asking {
    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var view = view(operations);
      print(isJson() ? ClusterText.json(view) : ClusterText.versions(view));
      return view.getSilentCount() == 0 ? 0 : 1;
    }
  }
}
