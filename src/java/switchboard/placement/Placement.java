package switchboard.placement;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The cluster's members and shards, asked at one node. Everything completes within two seconds;
 * members that do not answer in time are silent.
 */
public interface Placement {
  /**
   * Whether this node belongs to the cluster at this moment; if not, none of its answers counts.
   */
  boolean isMember();

  /** How many shards a type has by configuration. */
  int shards();

  /** How members and shards are. */
  CompletionStage<ClusterState> state();

  /**
   * The entities of a shard that are in memory.
   *
   * @param after the id after which to begin; empty to begin with the first
   * @param max the most to return, 1 or more
   */
  CompletionStage<Page> entities(String type, String shard, String after, int max);

  /**
   * Ids of entities.
   *
   * @param node cluster address of the node that hosts the shard; empty if none that answered does
   */
  record Page(List<String> ids, String node, List<String> silent) {
    public Page {
      ids = List.copyOf(ids);
      silent = List.copyOf(silent);
    }
  }

  /** What the strategy would move now, if the shards are as a state says. */
  CompletionStage<Plan> plan(ClusterState state, String type);

  /**
   * The moves of a round.
   *
   * @param settling cluster addresses of nodes that have just come and get none yet
   */
  record Plan(List<Move> moves, List<String> settling) {
    public Plan {
      moves = List.copyOf(moves);
      settling = List.copyOf(settling);
    }
  }

  /** A shard that would move. */
  record Move(String shard, String from, String to) {}

  /** Tells a node to leave in order; completes with whether it has begun to. */
  CompletionStage<Boolean> leave(String node);

  /**
   * Gives up nodes; completes when this node's view says so of all of them, or after a second, with
   * whether it does.
   */
  CompletionStage<Boolean> down(List<String> nodes);

  /** How nodes stand as this node sees it: a status, or REMOVED; not asked of them. */
  List<String> statuses(List<String> nodes);

  /** Keeps a shard on a node from now on; completes with whether the node has noted it. */
  CompletionStage<Boolean> pin(String type, String shard, String node);

  /** Lets nodes keep a shard no more; completes with whether all of them have noted it. */
  CompletionStage<Boolean> release(String type, String shard, List<String> nodes);

  /**
   * Tells what happens to members and shards, until it is closed; first how they stand.
   *
   * @param listener called by one thread at a time; must not block
   */
  Tail tail(Consumer<ClusterNews> listener);

  /** Ends when it is closed. */
  @FunctionalInterface
  interface Tail extends AutoCloseable {
    @Override
    void close();
  }
}
