package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import switchboard.ops.client.ClusterText;
import switchboard.ops.client.Operations;
import switchboard.v1.ClusterEvent;
import switchboard.v1.ClusterServiceGrpc;
import switchboard.v1.TailClusterRequest;

/** {@code switchboard cluster tail}. */
@Command(
    name = "tail",
    description = {
      "Prints what happens to members and shards, as the node that is asked sees it, until Ctrl-C:"
          + " members that come, leave or are downed, cannot be reached or can again, fall silent"
          + " or answer again; another leader; shards that find a home, move or are lost.",
      "First how things stand, marked with *. With --output json a line for each event."
    })
final class ClusterTailCommand extends Asking {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends after so long; 0 for never")
  private int seconds;

  @Option(
      names = "--shards",
      description = "Begins with the home of every shard, too; JSON always does")
  private boolean shards;

  @Override
  Integer ask(Operations operations) {
    operations.stream(
        ClusterServiceGrpc::newBlockingV2Stub,
        node -> node.tailCluster(TailClusterRequest.getDefaultInstance()),
        seconds <= 0 ? Duration.ofDays(365) : Duration.ofSeconds(seconds),
        this::told);
    return 0;
  }

  private void told(ClusterEvent event) {
    if (isJson()) {
      print(line(event));
    } else if (shards || !event.getSnapshot() || event.getKind() != ClusterEvent.Kind.SHARD_HOME) {
      print(ClusterText.event(event));
    }
  }

  private static String line(ClusterEvent event) {
    try {
      return ClusterText.line(event);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("an event cannot be written as JSON", impossible);
    }
  }
}
