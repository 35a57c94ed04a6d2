package switchboard.cluster;

import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import switchboard.journal.OutboxItem;
import switchboard.journal.RedisStore;
import switchboard.privacy.Locks;
import switchboard.privacy.SubjectKeys;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaEntity;
import switchboard.saga.SagaId;
import switchboard.saga.SagaPlan;
import switchboard.saga.SagaReply;
import switchboard.saga.ShardedSagas;
import switchboard.session.DeadlineAnswer;
import switchboard.session.LiveFeed;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.Sessions;
import switchboard.telemetry.Traces;
import switchboard.wire.Messages;
import switchboard.wire.StoredSagas;

/**
 * A member of a cluster that hosts daemons and, if asked to, sagas, by a clock of the test's; its
 * services are silent and its outbox leads nowhere.
 */
final class ClockedNode {
  final ActorSystem<Void> system;
  final RedisStore store;
  private ShardedSagas sagas;

  /** Starts one and joins the cluster of another; empty for a cluster of its own. */
  ClockedNode(String redisUri, Optional<ClockedNode> seed) throws Exception {
    var config =
        ConfigFactory.parseString(
                """
                pekko.coordinated-shutdown.exit-jvm = off
                pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                pekko.loglevel = WARNING
                pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                pekko.remote.artery.canonical.port = 0
                switchboard.cluster.shards = 12
                pekko.cluster.sharding.passivation.switchboard.idle-entity.timeout = 500 ms
                """)
            .withFallback(ConfigFactory.parseMap(Map.of("switchboard.redis.uri", redisUri)))
            .withFallback(ConfigFactory.parseResources("switchboard.conf"));
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "switchboard",
            ActorSystemSetup.create(
                BootstrapSetup.create(ConfigFactory.load(config)), Messages.setup()));
    store = RedisStore.get(system.classicSystem());
    var joined = Membership.joined(system);
    var first = seed.map(node -> node.system).orElse(system);
    Cluster.get(system).manager().tell(Join.create(Cluster.get(first).selfMember().address()));
    joined.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Hosts daemons; deadlines go to this handler. */
  void daemons(DeadlineHandler deadlines, Clock clock) {
    Daemons.init(
        system, new BucketDaemon.Dependencies(store, deadlines, new NowhereOutbox(), clock));
  }

  /** Hosts sagas of this kind, and daemons that hand them their deadlines. */
  void sagas(SagaPlan plan, Told told, SubjectKeys keys, Clock clock) {
    sagas = new ShardedSagas(system);
    sagas.init(
        new SagaEntity.Dependencies(
            Map.of(plan.type(), plan),
            told,
            _ -> new CompletableFuture<>(),
            new SagaOutbox(Traces.OFF),
            new StoredSagas(),
            new Locks(store::events, keys),
            keys,
            Duration.ofDays(1),
            clock));
    daemons(
        deadline -> {
          var id = SagaId.parse(deadline.persistenceId().substring("saga|".length()));
          return execute(id.orElseThrow(), new SagaCommand.PassDeadline(deadline.id()))
              .thenApply(
                  reply ->
                      reply == SagaReply.STALE
                          ? DeadlineAnswer.Plain.STALE
                          : DeadlineAnswer.Plain.KEEP);
        },
        clock);
  }

  CompletionStage<SagaReply> execute(SagaId id, SagaCommand command) {
    return sagas.execute(id, command);
  }

  boolean holds(SagaId id) {
    return Memory.holdsSaga(List.of(system), id.entityId());
  }

  void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Sessions that record whatever sagas tell them. */
  interface Told extends Sessions {
    void told(SessionCommand.ReportSaga report);

    @Override
    default CompletionStage<SessionReply> execute(
        SessionId id, SessionCommand command, Duration within) {
      told((SessionCommand.ReportSaga) command);
      return CompletableFuture.completedStage(
          new SessionReply.Rejected(SessionReply.Rejection.Plain.NOT_FOUND));
    }

    @Override
    default void attach(SessionId id, ActorRef<LiveFeed> connection) {
      throw new IllegalStateException("sagas attach nothing");
    }

    @Override
    default void typing(SessionId id, ActorRef<LiveFeed> connection) {
      throw new IllegalStateException("sagas do not type");
    }
  }

  private static final class NowhereOutbox implements OutboxHandler {
    @Override
    public CompletionStage<OutboxTask> open(byte[] entry) {
      return CompletableFuture.completedStage(
          new OutboxTask.Work("", "all", () -> CompletableFuture.completedStage(null)));
    }

    @Override
    public CompletionStage<Void> bury(int bucket, OutboxItem item, String reason) {
      throw new AssertionError("nothing in the outbox is damaged");
    }
  }
}
