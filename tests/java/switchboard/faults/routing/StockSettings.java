package switchboard.faults.routing;

import java.util.Map;

/**
 * What Pekko 1.2 ships for everything that this project sets otherwise for the sake of a quick
 * failover, so that both can be compared under the same load.
 */
final class StockSettings {
  static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("switchboard.cluster.crash-detection.enabled", "off"),
          Map.entry("switchboard.cluster.shards", "1000"),
          Map.entry("switchboard.cluster.settle", "0 s"),
          Map.entry("pekko.cluster.failure-detector.heartbeat-interval", "1 s"),
          Map.entry("pekko.cluster.failure-detector.expected-response-after", "1 s"),
          Map.entry("pekko.cluster.gossip-interval", "1 s"),
          Map.entry("pekko.cluster.leader-actions-interval", "1 s"),
          Map.entry("pekko.cluster.unreachable-nodes-reaper-interval", "1 s"),
          Map.entry("pekko.cluster.split-brain-resolver.stable-after", "20 s"),
          Map.entry("pekko.cluster.split-brain-resolver.down-all-when-unstable", "on"),
          Map.entry("pekko.cluster.down-removal-margin", "off"),
          Map.entry("pekko.cluster.sharding.retry-interval", "2 s"),
          Map.entry("pekko.cluster.sharding.waiting-for-state-timeout", "2 s"),
          Map.entry("pekko.cluster.sharding.updating-state-timeout", "5 s"),
          Map.entry("pekko.cluster.sharding.coordinator-state.write-majority-plus", "3"),
          Map.entry("pekko.cluster.sharding.coordinator-state.read-majority-plus", "5"),
          Map.entry("pekko.cluster.sharding.distributed-data.majority-min-cap", "5"),
          Map.entry("pekko.cluster.distributed-data.gossip-interval", "2 s"),
          Map.entry("pekko.cluster.distributed-data.notify-subscribers-interval", "500 ms"),
          Map.entry("pekko.cluster.singleton.hand-over-retry-interval", "1 s"));

  private StockSettings() {}
}
