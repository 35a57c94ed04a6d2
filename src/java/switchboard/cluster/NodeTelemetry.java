package switchboard.cluster;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.pattern.Patterns;
import switchboard.frontdoor.FrontDoor;
import switchboard.health.Health;
import switchboard.health.HealthSettings;
import switchboard.health.Look;
import switchboard.journal.RedisStore;
import switchboard.journal.StoreHealth;
import switchboard.kafka.GroupLags;
import switchboard.metrics.LagGauges;
import switchboard.metrics.LostMessages;
import switchboard.metrics.Metrics;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.push.Push;
import switchboard.session.SessionMeter;
import switchboard.session.SessionTraffic;
import switchboard.session.ShardedSessions;
import switchboard.telemetry.Telemetry;

/** Shows what a node's parts count and need, once they are started. */
final class NodeTelemetry {
  private final ActorSystem<Void> system;
  private final Config config;
  private final RedisStore store;
  private final GroupLags lags;

  NodeTelemetry(ActorSystem<Void> system, Config config, RedisStore store, GroupLags lags) {
    this.system = system;
    this.config = config;
    this.store = store;
    this.lags = lags;
  }

  /** Shows what is counted, and answers for the node's health, from now on. */
  void start(SessionMeter meter, Push push, FrontDoor door, Iterable<String> sagaTypes) {
    measure(meter, push, door, sagaTypes);
    answer(door::isOpen);
  }

  private void measure(SessionMeter meter, Push push, FrontDoor door, Iterable<String> sagaTypes) {
    var classic = system.classicSystem();
    var telemetry = Telemetry.get(classic);
    store.onCall(telemetry.meters()::store);
    var metrics = Metrics.get(classic);
    metrics.show(meter, SessionTraffic.get(system));
    metrics.showConnections(door.connections()::open, door.connections()::refused);
    metrics.showStreams(push::connections, push::answers);
    metrics.showFences(store::fencedCount);
    metrics.showSagas(sagaTypes);
    telemetry.traces().counts().ifPresent(metrics::show);
    LagGauges.start(system, metrics, lags, Metrics.lagInterval(config));
    LostMessages.count(system, metrics);
  }

  private void answer(BooleanSupplier doorIsOpen) {
    Health.get(system.classicSystem())
        .started(
            // not the store: without it all nodes would go, and they have better answers
            () -> isUp() && doorIsOpen.getAsBoolean(),
            List.of(
                new Look("membership", this::membership),
                new Look("store", () -> store.health().thenApply(NodeTelemetry::durability)),
                new Look("kafka", () -> lags.lags().thenApply(NodeTelemetry::backlog)),
                new Look("sharding", this::sharding),
                new Look("keys", this::keys)));
  }

  private boolean isUp() {
    return status().equals(MemberStatus.up());
  }

  private MemberStatus status() {
    return Cluster.get(Adapter.toClassic(system)).selfMember().status();
  }

  private CompletionStage<String> membership() {
    return isUp()
        ? CompletableFuture.completedStage(status().toString())
        : CompletableFuture.failedStage(new IllegalStateException("not up"));
  }

  private static String durability(StoreHealth health) {
    return health.servers().stream()
        .map(
            server ->
                "appendonly "
                    + server.appendOnly()
                    + ", appendfsync "
                    + server.appendFsync()
                    + ", "
                    + server.maxMemoryPolicy())
        .toList()
        .toString();
  }

  private static String backlog(Map<String, Long> waiting) {
    return "records that wait: " + waiting;
  }

  /** The region of the sessions, which answers by itself and knows how many shards it has. */
  private CompletionStage<String> sharding() {
    var region = ClusterSharding.get(system.classicSystem()).shardRegion(ShardedSessions.NAME);
    var within = HealthSettings.from(config).deepTimeout();
    return Patterns.ask(region, ShardRegion.getShardRegionStateInstance(), within)
        .thenApply(
            state ->
                "shards here: " + ((ShardRegion.CurrentShardRegionState) state).shards().size());
  }

  /** Read anew: that is what a restart would find. */
  private CompletionStage<String> keys() {
    return CompletableFuture.supplyAsync(
        () -> "current " + KeyEncryptionKeys.from(config).current(), system.executionContext());
  }
}
