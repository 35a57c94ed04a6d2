package switchboard.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import scala.jdk.javaapi.CollectionConverters;
import switchboard.saga.SagaMessage;
import switchboard.session.SessionMessage;

/** Which entities live in the nodes' memory. */
final class Memory {
  private static final EntityTypeKey<SessionMessage> SESSION =
      EntityTypeKey.create(SessionMessage.class, "session");
  private static final EntityTypeKey<SagaMessage> SAGA =
      EntityTypeKey.create(SagaMessage.class, "saga");

  private Memory() {}

  static boolean holdsSession(TestCluster cluster, String session) {
    return entities(cluster, SESSION).contains("acme/" + session);
  }

  static boolean holdsSagaOf(TestCluster cluster, String session) {
    return entities(cluster, SAGA).stream().anyMatch(id -> id.startsWith("acme/" + session + "."));
  }

  static boolean holdsSaga(List<ActorSystem<Void>> systems, String entityId) {
    return entities(systems, SAGA).contains(entityId);
  }

  private static Set<String> entities(TestCluster cluster, EntityTypeKey<?> type) {
    return entities(
        IntStream.range(0, TestCluster.NODES)
            .mapToObj(node -> cluster.node(node).system())
            .toList(),
        type);
  }

  private static Set<String> entities(List<ActorSystem<Void>> systems, EntityTypeKey<?> type) {
    var all = new TreeSet<String>();
    for (var system : systems) {
      var asked =
          AskPattern.<ClusterShardingQuery, CurrentShardRegionState>ask(
              ClusterSharding.get(system).shardState(),
              replyTo -> new GetShardRegionState(type, replyTo),
              Duration.ofSeconds(3),
              system.scheduler());
      CollectionConverters.asJava(answer(asked).shards())
          .forEach(shard -> all.addAll(CollectionConverters.asJava(shard.entityIds())));
    }
    return all;
  }

  private static <T> T answer(CompletionStage<T> asked) {
    try {
      return asked.toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new AssertionError("sharding does not say what it holds", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
