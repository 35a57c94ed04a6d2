package switchboard.cluster;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import switchboard.v1.ListNodesRequest;
import switchboard.v1.Node;
import switchboard.v1.OperationsServiceGrpc;

/** What tests of places stand on: shards that no longer move. */
final class Balance {
  private Balance() {}

  /** Waits until no shard will move: a node that has come back is given them one at a time. */
  static void await(TestCluster cluster) {
    var channel =
        NettyChannelBuilder.forAddress(cluster.node(0).operations()).usePlaintext().build();
    try {
      var operations = OperationsServiceGrpc.newBlockingStub(channel);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                touchEveryShard(cluster);
                return isEven(
                    operations
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .listNodes(ListNodesRequest.getDefaultInstance())
                        .getNodesList());
              });
    } finally {
      channel.shutdownNow();
    }
  }

  /** Shards exist from their first message on. */
  private static void touchEveryShard(TestCluster cluster) {
    for (int i = 0; i < TestCluster.SHARDS; i++) {
      var session = Talk.create(cluster.client(i % TestCluster.NODES), "echo");
      cluster.client(0).sendMessage(Talk.message(session, "hello"));
    }
  }

  private static boolean isEven(List<Node> nodes) {
    int share = TestCluster.SHARDS / TestCluster.NODES;
    return nodes.size() == TestCluster.NODES
        && nodes.stream().allMatch(node -> node.getSessionShardsCount() == share);
  }
}
