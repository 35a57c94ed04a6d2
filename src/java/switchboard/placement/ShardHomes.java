package switchboard.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import switchboard.placement.ClusterNews.Kind;
import switchboard.placement.ClusterNews.Shard;

/** Tells from one state of the cluster to the next which shards moved and who fell silent. */
final class ShardHomes {
  private final Map<Shard, String> homes = new HashMap<>();
  private final TreeSet<String> silent = new TreeSet<>();
  private boolean first = true;

  /** What is new. Of a silent node nothing is concluded: its shards are where they were. */
  List<ClusterNews> news(ClusterState state) {
    var news = new ArrayList<ClusterNews>();
    voices(state, news);
    var now = new HashMap<Shard, String>();
    for (var type : ShardRules.types(state)) {
      for (var hosted : ShardRules.shards(state, type)) {
        now.put(new Shard(type, hosted.shard().shard()), hosted.node());
      }
    }
    now.forEach(
        (shard, node) -> {
          var before = homes.put(shard, node);
          if (!node.equals(before)) {
            news.add(
                ClusterNews.ofShard(
                    Kind.SHARD_HOME, first, node, shard, before == null ? "" : before));
          }
        });
    for (var shard : List.copyOf(homes.keySet())) {
      if (!now.containsKey(shard) && !silent.contains(homes.get(shard))) {
        var before = homes.remove(shard);
        news.add(ClusterNews.ofShard(Kind.SHARD_LOST, first, "", shard, before));
      }
    }
    news.sort(Comparator.comparing(ClusterNews::type).thenComparing(ShardHomes::number));
    first = false;
    return news;
  }

  private static String number(ClusterNews news) {
    return "%9s".formatted(news.shard());
  }

  private void voices(ClusterState state, List<ClusterNews> news) {
    var now = state.silent();
    for (var node : now) {
      if (silent.add(node)) {
        news.add(ClusterNews.ofMember(Kind.SILENT, first, node, ""));
      }
    }
    for (var node : List.copyOf(silent)) {
      if (!now.contains(node)) {
        silent.remove(node);
        state
            .member(node)
            .ifPresent(_ -> news.add(ClusterNews.ofMember(Kind.ANSWERS, first, node, "")));
      }
    }
  }
}
