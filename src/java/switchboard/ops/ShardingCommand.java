package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Operations;
import switchboard.ops.client.ShardingText;
import switchboard.v1.ClusterServiceGrpc;
import switchboard.v1.ListShardEntitiesRequest;
import switchboard.v1.ListShardEntitiesResponse;
import switchboard.v1.PlanRebalanceRequest;
import switchboard.v1.ShardingView;
import switchboard.v1.ShowShardingRequest;

/** {@code switchboard sharding}. */
@Command(
    name = "sharding",
    description = {
      "Shows where the shards of sessions, sagas, daemons and erasures are, how even that is and"
          + " which are hot; and moves one.",
      "One node is asked and asks the others; who gives no answer within a second is listed as"
          + " silent, and the exit code is 1."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ShardingCommand.Regions.class,
      ShardingCommand.Stats.class,
      ShardingCommand.Shards.class,
      ShardingCommand.Entities.class,
      ShardingCommand.Rebalance.class,
      ShardAllocateCommand.class
    })
public final class ShardingCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "say what: switchboard sharding regions, stats, shards, entities, rebalance or allocate");
  }

  /** What those have in common that show all there is. */
  @Command
  abstract static class Showing extends Asking {
    abstract String type();

    abstract String text(ShardingView view);

    /** The part that was asked for. */
    ShardingView chosen(ShardingView all) {
      return all;
    }

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var request = ShowShardingRequest.newBuilder().setType(type()).build();
      var view =
          chosen(
              operations.any(
                  ClusterServiceGrpc::newBlockingV2Stub, node -> node.showSharding(request)));
      print(isJson() ? ShardingText.json(view) : text(view));
      return view.getSilentCount() == 0 ? 0 : 1;
    }
  }

  /** {@code switchboard sharding regions}. */
  @Command(
      name = "regions",
      description =
          "Shows of every sharded type where its coordinator is, and how many shards and entities"
              + " each node hosts.")
  static final class Regions extends Showing {
    @Override
    String type() {
      return "";
    }

    @Override
    String text(ShardingView view) {
      return ShardingText.regions(view);
    }
  }

  /** {@code switchboard sharding stats}. */
  @Command(
      name = "stats",
      description = {
        "Shows how evenly the nodes share shards and entities (least, median, most), the shards"
            + " whose sessions are sent most messages, and the sessions that make them hot.",
        "Rates are averages over the last 10 to 20 s."
      })
  static final class Stats extends Showing {
    @Override
    String type() {
      return "";
    }

    @Override
    String text(ShardingView view) {
      return ShardingText.stats(view);
    }
  }

  /** {@code switchboard sharding shards [TYPE]}. */
  @Command(name = "shards", description = "Lists the shards of a type or of all, with their nodes.")
  static final class Shards extends Showing {
    @Parameters(
        paramLabel = "TYPE",
        arity = "0..1",
        defaultValue = "",
        description = "Such as session; all if left out")
    private String type;

    @Option(
        names = "--node",
        paramLabel = "NODE",
        defaultValue = "",
        description = "Only shards that this node hosts; its cluster address, HOST:PORT")
    private String node;

    @Override
    String type() {
      return type;
    }

    @Override
    String text(ShardingView view) {
      return ShardingText.shards(view);
    }

    @Override
    ShardingView chosen(ShardingView all) {
      return node.isEmpty() ? all : ShardingText.hostedBy(all, node);
    }
  }

  /** {@code switchboard sharding entities TYPE SHARD}. */
  @Command(
      name = "entities",
      description =
          "Lists the ids of a shard's entities that are in memory, and nothing else of" + " them.")
  static final class Entities extends Asking {
    private static final int PAGE = 500;

    @Parameters(index = "0", paramLabel = "TYPE", description = "Such as session")
    private String type;

    @Parameters(index = "1", paramLabel = "SHARD", description = "Its id, such as 17")
    private String shard;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "1000",
        description = "The most to list; 1 or more")
    private int limit;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var all = ListShardEntitiesResponse.newBuilder();
      Set<String> silent = new LinkedHashSet<>();
      var token = "";
      do {
        var request =
            ListShardEntitiesRequest.newBuilder()
                .setType(type)
                .setShard(shard)
                .setPageSize(Math.min(PAGE, Math.max(1, limit - all.getEntitiesCount())))
                .setPageToken(token)
                .build();
        var page =
            operations.any(
                ClusterServiceGrpc::newBlockingV2Stub, node -> node.listShardEntities(request));
        all.addAllEntities(page.getEntitiesList()).setNode(page.getNode());
        silent.addAll(page.getSilentList());
        token = page.getNextPageToken();
      } while (!token.isEmpty() && all.getEntitiesCount() < limit);
      all.addAllSilent(silent).setNextPageToken(token);
      print(isJson() ? ShardingText.json(all.build()) : ShardingText.entities(all.build()));
      return silent.isEmpty() ? 0 : 1;
    }
  }

  /** {@code switchboard sharding rebalance TYPE --dry-run}. */
  @Command(
      name = "rebalance",
      description = {
        "Shows what the strategy that places shards would move now. The coordinator makes a round"
            + " every second by itself, and Pekko has no way to ask it for one, so there is only"
            + " the dry run; `sharding allocate` moves a shard."
      })
  static final class Rebalance extends Asking {
    @Parameters(paramLabel = "TYPE", description = "Such as session")
    private String type;

    @Option(
        names = "--dry-run",
        required = true,
        description = "Shows what would be moved, and changes nothing")
    private boolean dryRun;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var request = PlanRebalanceRequest.newBuilder().setType(type).build();
      var plan =
          operations.any(
              ClusterServiceGrpc::newBlockingV2Stub, node -> node.planRebalance(request));
      print(isJson() ? ShardingText.json(plan) : ShardingText.plan(plan));
      return plan.getSilentCount() == 0 ? 0 : 1;
    }
  }
}
