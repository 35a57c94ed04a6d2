package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import switchboard.ops.client.Operations;
import switchboard.ops.client.PlaceText;
import switchboard.v1.ListNodesRequest;
import switchboard.v1.Node;

/** {@code switchboard cluster}. */
@Command(
    name = "cluster",
    description = {
      "Shows the members of the cluster and what each has in its memory: sessions, sagas, streams"
          + " and shards.",
      "One node is asked and asks the others. The exit code is 1 if a member cannot be reached or"
          + " gives no answer within a second."
    })
public final class ClusterCommand extends Asking {
  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    var nodes = operations.any(node -> node.listNodes(ListNodesRequest.getDefaultInstance()));
    print(isJson() ? PlaceText.json(nodes) : PlaceText.nodes(nodes.getNodesList()));
    return nodes.getNodesList().stream().allMatch(Node::getAnswered) ? 0 : 1;
  }
}
