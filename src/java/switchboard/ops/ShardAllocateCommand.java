package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Operations;
import switchboard.ops.client.ShardingText;
import switchboard.v1.AllocateShardRequest;
import switchboard.v1.ClusterServiceGrpc;
import switchboard.v1.ShardAllocation;

/** {@code switchboard sharding allocate TYPE SHARD NODE}. */
@Command(
    name = "allocate",
    description = {
      "Moves a shard of sessions to a node and keeps it there, whatever the strategy says, until"
          + " it is released or the node leaves the cluster; --release lets it move again.",
      "Returns when it is noted. The coordinator moves the shard within some seconds; its sessions"
          + " are recovered there with their next messages."
    })
final class ShardAllocateCommand extends Asking {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TYPE", description = "session")
  private String type;

  @Parameters(index = "1", paramLabel = "SHARD", description = "Its id, such as 17")
  private String shard;

  @Parameters(
      index = "2",
      paramLabel = "NODE",
      arity = "0..1",
      defaultValue = "",
      description = "Where to; its cluster address, HOST:PORT. Left out with --release")
  private String node;

  @Option(names = "--release", description = "Lets the shard move again, instead of moving it")
  private boolean release;

  @Mixin private Change change;

  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    if (release != node.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "say where to: NODE, or --release");
    }
    var request =
        AllocateShardRequest.newBuilder()
            .setType(type)
            .setShard(shard)
            .setNode(node)
            .setRelease(release)
            .setReason(change.reason())
            .setDryRun(change.isDryRun())
            .build();
    if (!change.isDryRun()) {
      change.confirm(
          release
              ? "let shard " + shard + " of " + type + " move again"
              : "move shard " + shard + " of " + type + " to " + node + " and keep it there");
    }
    var allocation =
        operations.any(ClusterServiceGrpc::newBlockingV2Stub, it -> it.allocateShard(request));
    show(allocation);
    return allocation.getSilentCount() == 0 ? 0 : 1;
  }

  private void show(ShardAllocation allocation) throws InvalidProtocolBufferException {
    print(isJson() ? ShardingText.json(allocation) : ShardingText.allocation(allocation));
  }
}
