package switchboard.cluster;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.access.AccessGuard;
import switchboard.access.AccessSettings;
import switchboard.agent.Agents;
import switchboard.agent.AnswerLimits;
import switchboard.agent.EchoAgent;
import switchboard.agent.ParrotAgent;
import switchboard.agent.TurnCounts;
import switchboard.agent.WorkerAgent;
import switchboard.agent.Workers;
import switchboard.delivery.DeliveryAgent;
import switchboard.delivery.DeliverySagas;
import switchboard.delivery.DeliverySettings;
import switchboard.directory.NodeDoors;
import switchboard.erasure.ErasureEntity;
import switchboard.erasure.ShardedErasures;
import switchboard.frontdoor.FrontDoor;
import switchboard.frontdoor.FrontDoorSettings;
import switchboard.frontdoor.Streams;
import switchboard.journal.DueDeadline;
import switchboard.journal.RedisStore;
import switchboard.kafka.ConsumerStage;
import switchboard.kafka.GroupLags;
import switchboard.kafka.KafkaPublisher;
import switchboard.kafka.KafkaSettings;
import switchboard.kafka.SagaReplyMessage;
import switchboard.kafka.ServiceEvent;
import switchboard.kafka.TopicSetup;
import switchboard.metrics.Metrics;
import switchboard.push.Push;
import switchboard.push.PushSettings;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaEntity;
import switchboard.saga.SagaId;
import switchboard.saga.SagaPlan;
import switchboard.saga.SagaReply;
import switchboard.saga.ShardedSagas;
import switchboard.session.DeadlineAnswer;
import switchboard.session.SessionEntity;
import switchboard.session.SessionId;
import switchboard.session.ShardedSessions;
import switchboard.telemetry.Traces;
import switchboard.tls.NodeTls;
import switchboard.wire.StoredSagas;

/** What a node is made of, put together. */
final class NodeParts {
  private static final String SESSION = "session|";
  private static final String SAGA = "saga|";

  private final ShardedSessions sessions;
  private final ShardedSagas sagas;
  private final ShardedErasures erasures;
  private final KafkaPublisher publisher;
  private final NodeWorkers workers;
  private final TurnCounts turns;
  private ConsumerStage<SagaReplyMessage> replies;
  private ConsumerStage<ServiceEvent> events;
  private NodeOperations operations;
  private FrontDoor frontDoor;

  private NodeParts(
      ShardedSessions sessions,
      ShardedSagas sagas,
      ShardedErasures erasures,
      KafkaPublisher publisher,
      NodeWorkers workers,
      TurnCounts turns) {
    this.sessions = sessions;
    this.sagas = sagas;
    this.erasures = erasures;
    this.publisher = publisher;
    this.workers = workers;
    this.turns = turns;
  }

  static KafkaSettings kafka(Config config) {
    try {
      return KafkaSettings.from(config);
    } catch (IllegalArgumentException wrong) {
      throw new Node.StartFailure("the configuration is wrong: " + wrong.getMessage(), wrong);
    }
  }

  static CompletionStage<Void> ensureTopics(KafkaSettings kafka) {
    return TopicSetup.ensure(kafka);
  }

  /** Starts everything that serves; the node is a member of its cluster by now. */
  static NodeParts start(
      ActorSystem<Void> system, Config config, Foundation on, Additions additions) {
    var workers = NodeWorkers.start(system, config, on.clock());
    var directory = new NodeDirectory(system, on, workers.workers());
    var placement = new NodePlacement(system, config, on.leaving());
    var parts = entities(system, config, on, additions, directory, placement, workers);
    Daemons.init(
        system,
        new BucketDaemon.Dependencies(
            on.store(), parts::passDeadline, parts.outbox(on), on.clock()));
    parts.replies =
        ConsumerStage.replies(
            system, on.kafka(), parts.publisher, new SagaInbox(parts.sagas::execute)::take);
    var updater = ContextUpdater.of(system, config, on, parts.sessions);
    parts.events = ConsumerStage.events(system, on.kafka(), parts.publisher, updater::update);
    var settings =
        FrontDoorSettings.from(config).serving(agents(config, additions, Workers.NONE).names());
    var push = Push.start(system, parts.sessions, on.history(), PushSettings.from(config));
    parts.frontDoor =
        FrontDoor.start(
            system,
            parts.sessions,
            on.history(),
            on.history()::contextAt,
            on.index(),
            new Streams(push::subscribe, push::converse, push::drain),
            Erasing.doors(on, parts.erasures, parts.sessions),
            AccessGuard.start(AccessSettings.from(config), on.history()::owner, on.clock()),
            settings,
            NodeTls.get(system.classicSystem()).frontDoor());
    var lags = new GroupLags(on.kafka());
    parts.operations =
        NodeOperations.start(
            system,
            NodeOperations.Settings.from(config),
            on.clock(),
            on.services(),
            parts.frontDoor.address(),
            new SagasOnDesk(
                parts.sagas, new ParkedSagas(on.store()), new DueSagas(on.store(), on.clock())),
            new SessionsOnDesk(parts.sessions, on.store(), on.index()),
            directory.directory(parts.sessions),
            lags,
            placement.placement());
    // the ports that were taken, which are known only now if the configuration left them open
    directory.opened(parts.doors(push, on.store()));
    new NodeTelemetry(system, config, on.store(), lags)
        .start(parts.sessions.meter(), push, parts.frontDoor, plans(config, additions).keySet());
    return parts;
  }

  private OutboxCarrier outbox(Foundation on) {
    return new OutboxCarrier(
        publisher,
        on.index(),
        new LearntFacts(on.nodeProfiles().profiles()),
        new ParkedSagas(on.store()),
        new PassedDecisions(sagas::execute),
        on.store().watches(),
        on.keys(),
        on.clock());
  }

  private NodeDoors doors(Push push, RedisStore store) {
    return new NodeDoors(
        hostAndPort(frontDoor.address()),
        hostAndPort(operations.address()),
        push::connections,
        new FiguresOfNode(sessions.meter(), turns, push, store, workers));
  }

  private static String hostAndPort(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private static NodeParts entities(
      ActorSystem<Void> system,
      Config config,
      Foundation on,
      Additions additions,
      NodeDirectory directory,
      NodePlacement placement,
      NodeWorkers workers) {
    var sagas = new ShardedSagas(system);
    var agents = agents(config, additions, workers.workers());
    Metrics.get(system.classicSystem()).show(agents.counts());
    var sessions =
        ShardedSessions.init(
            system,
            new SessionEntity.Dependencies(
                agents,
                sagas,
                on.codec(),
                on.history(),
                on.keys(),
                on.nodeProfiles(),
                new Purger(on.store(), on.index()),
                on.settings(),
                directory.frontDoor(),
                on.clock()),
            on.store()::isReachable,
            directory.watch(),
            placement.allocation());
    sagas.init(
        new SagaEntity.Dependencies(
            plans(config, additions),
            sessions,
            new HttpSteps(on.services(), on.clock()),
            new SagaOutbox(Traces.get(system.classicSystem())),
            new StoredSagas(),
            on.locks(),
            on.keys(),
            on.settings().retention().closed(),
            on.clock()));
    var erasures = Erasing.start(system, config, on, sessions, sagas);
    var publisher = KafkaPublisher.start(on.kafka(), Traces.get(system.classicSystem()));
    return new NodeParts(sessions, sagas, erasures, publisher, workers, agents.counts());
  }

  FrontDoor frontDoor() {
    return frontDoor;
  }

  NodeOperations operations() {
    return operations;
  }

  KafkaPublisher publisher() {
    return publisher;
  }

  ConsumerStage<SagaReplyMessage> replies() {
    return replies;
  }

  ConsumerStage<ServiceEvent> events() {
    return events;
  }

  NodeWorkers workers() {
    return workers;
  }

  private static Agents agents(Config config, Additions additions, Workers workers) {
    var delivery = new DeliveryAgent(DeliverySettings.from(config));
    return new Agents(
        additions.and(List.of(delivery, new EchoAgent(), new ParrotAgent())),
        WorkerAgent.from(config),
        additions.workers().orElse(workers),
        new AnswerLimits(plans(config, additions)::containsKey));
  }

  private static Map<String, SagaPlan> plans(Config config, Additions additions) {
    return additions.and(DeliverySagas.plans(DeliverySettings.from(config)));
  }

  private CompletionStage<DeadlineAnswer> passDeadline(DueDeadline deadline) {
    var pid = deadline.persistenceId();
    if (pid.startsWith(SESSION)) {
      var id = SessionId.fromEntityId(pid.substring(SESSION.length()));
      return sessions.deadlineDue(id, deadline.id());
    }
    if (pid.startsWith(SAGA)) {
      var id = SagaId.parse(pid.substring(SAGA.length()));
      if (id.isPresent()) {
        return sagas
            .execute(id.get(), new SagaCommand.PassDeadline(deadline.id()))
            .thenApply(NodeParts::ofSaga);
      }
    }
    return ErasureEntity.ofPersistenceId(pid)
        .map(subject -> erasures.resume(subject).thenApply(NodeParts::ofErasure))
        .orElseGet(
            () ->
                CompletableFuture.failedStage(
                    new IllegalStateException("a deadline belongs to nobody: " + pid)));
  }

  /** A saga clears its deadlines itself, by its events. */
  private static DeadlineAnswer ofSaga(SagaReply reply) {
    return switch (reply) {
      case UNKNOWN_SAGA, STALE -> DeadlineAnswer.Plain.STALE;
      case DONE, UNAVAILABLE -> DeadlineAnswer.Plain.KEEP;
    };
  }

  private static DeadlineAnswer ofErasure(Optional<Instant> again) {
    return again.<DeadlineAnswer>map(DeadlineAnswer.MoveTo::new).orElse(DeadlineAnswer.Plain.STALE);
  }
}
