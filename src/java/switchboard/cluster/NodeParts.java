package switchboard.cluster;

import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.agent.Agents;
import switchboard.agent.EchoAgent;
import switchboard.agent.ParrotAgent;
import switchboard.delivery.DeliveryAgent;
import switchboard.delivery.OrderStatusSaga;
import switchboard.erasure.ErasureEntity;
import switchboard.erasure.ShardedErasures;
import switchboard.frontdoor.FrontDoor;
import switchboard.frontdoor.FrontDoorSettings;
import switchboard.frontdoor.Streams;
import switchboard.journal.DueDeadline;
import switchboard.journal.RedisStore;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
import switchboard.push.Push;
import switchboard.push.PushSettings;
import switchboard.saga.Envelope;
import switchboard.saga.KafkaPublisher;
import switchboard.saga.KafkaSettings;
import switchboard.saga.ReplyStage;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaCommandMessage;
import switchboard.saga.SagaEntity;
import switchboard.saga.SagaId;
import switchboard.saga.SagaReply;
import switchboard.saga.SagaReplyMessage;
import switchboard.saga.SagaType;
import switchboard.saga.ShardedSagas;
import switchboard.saga.StepAnswer;
import switchboard.saga.TopicSetup;
import switchboard.saga.UnroutableReplyException;
import switchboard.session.DeadlineAnswer;
import switchboard.session.SessionEntity;
import switchboard.session.SessionId;
import switchboard.session.SessionSettings;
import switchboard.session.ShardedSessions;
import switchboard.session.StoredHistory;
import switchboard.wire.OutboxEntries;
import switchboard.wire.StoredSagas;
import switchboard.wire.StoredSessions;

/** What a node is made of, put together. */
final class NodeParts {
  private static final String SESSION = "session|";
  private static final String SAGA = "saga|";

  private final ShardedSessions sessions;
  private final ShardedSagas sagas;
  private final ShardedErasures erasures;
  private final KafkaPublisher publisher;
  private ReplyStage replies;
  private FrontDoor frontDoor;

  private NodeParts(
      ShardedSessions sessions,
      ShardedSagas sagas,
      ShardedErasures erasures,
      KafkaPublisher publisher) {
    this.sessions = sessions;
    this.sagas = sagas;
    this.erasures = erasures;
    this.publisher = publisher;
  }

  static KafkaSettings kafka(Config config) {
    return KafkaSettings.from(config);
  }

  static CompletionStage<Void> ensureTopics(KafkaSettings kafka) {
    return TopicSetup.ensure(kafka);
  }

  /** Starts everything that serves; the node is a member of its cluster by now. */
  static NodeParts start(
      ActorSystem<Void> system,
      Config config,
      RedisStore store,
      KafkaSettings kafka,
      KeyEncryptionKeys keyEncryptionKeys) {
    var clock = Clock.systemUTC();
    var settings = SettingsOf.sessions(config);
    var people = People.start(system, config, store, keyEncryptionKeys, clock);
    var keys = people.keys();
    var index = new TenantIndex(store);
    var locks = new Locks(store::events, keys);
    var codec = new StoredSessions(settings.retention(), people.profiles().factLife());
    var history = new StoredHistory(store::events, locks, codec);
    var address = new CompletableFuture<String>();
    var sagas = new ShardedSagas(system);
    var purger = new Purger(store, index);
    var sessionDependencies =
        new SessionEntity.Dependencies(
            agents(config),
            sagas,
            codec,
            history,
            keys,
            people,
            purger,
            settings,
            () -> address.getNow(""),
            clock);
    var sessions = ShardedSessions.init(system, sessionDependencies, store::isReachable);
    sagas.init(sagaDependencies(sessions, locks, keys, settings, clock));
    var erasures = people.erasures(sessions, sagas, history);
    var parts = new NodeParts(sessions, sagas, erasures, KafkaPublisher.start(kafka));
    var outbox =
        new OutboxCarrier(parts.publisher, index, new LearntFacts(people.profiles()), keys);
    Daemons.init(system, new BucketDaemon.Dependencies(store, parts::passDeadline, outbox, clock));
    parts.replies = ReplyStage.start(system, kafka, parts.publisher, parts::answer);
    var settingsOfDoor = FrontDoorSettings.from(config);
    var push = Push.start(system, sessions, history, PushSettings.from(config));
    var streams = new Streams(push::subscribe, push::converse, push::drain);
    var doors = people.doors(erasures, sessions, history);
    parts.frontDoor =
        FrontDoor.start(
            system, sessions, history, history::contextAt, index, streams, doors, settingsOfDoor);
    // the port that was taken, which is known only now if the configuration left it open
    address.complete(settingsOfDoor.host() + ":" + parts.frontDoor.address().getPort());
    return parts;
  }

  private static SagaEntity.Dependencies sagaDependencies(
      ShardedSessions sessions,
      Locks locks,
      SubjectKeys keys,
      SessionSettings settings,
      Clock clock) {
    return new SagaEntity.Dependencies(
        sagaTypes(),
        sessions,
        NodeParts::encodeCommand,
        new StoredSagas(),
        locks,
        keys,
        settings.retention().closed(),
        clock);
  }

  FrontDoor frontDoor() {
    return frontDoor;
  }

  KafkaPublisher publisher() {
    return publisher;
  }

  ReplyStage replies() {
    return replies;
  }

  private static Agents agents(Config config) {
    var deadline = config.getDuration("switchboard.delivery.order-status-deadline");
    return new Agents(List.of(new DeliveryAgent(deadline), new EchoAgent(), new ParrotAgent()));
  }

  private static Map<String, SagaType> sagaTypes() {
    var orderStatus = new OrderStatusSaga();
    return Map.of(orderStatus.name(), orderStatus);
  }

  private static byte[] encodeCommand(
      SagaId saga, Subject subject, SubjectKey key, SagaType.Move.Ask ask, Instant time) {
    var message =
        new SagaCommandMessage(
            saga.entityId(),
            stepKey(saga, ask.step()),
            ask.type(),
            ask.topic(),
            ask.key(),
            ask.body());
    return OutboxEntries.publish(subject, key, Envelope.encode(message, time));
  }

  /** Names a step of a saga for ever: services recognise a repetition by it. */
  private static String stepKey(SagaId saga, String step) {
    return saga.entityId() + ":" + step;
  }

  private CompletionStage<Done> answer(SagaReplyMessage message) {
    var saga = SagaId.parse(message.sagaId());
    if (saga.isEmpty() || !message.stepKey().startsWith(message.sagaId() + ":")) {
      return CompletableFuture.failedStage(new UnroutableReplyException("NOT_A_SAGA"));
    }
    var answer =
        new StepAnswer(
            message.stepKey().substring(message.sagaId().length() + 1),
            message.ok(),
            message.reason(),
            message.attributes(),
            message.asOf().truncatedTo(ChronoUnit.MILLIS),
            message.topic());
    return sagas
        .execute(saga.get(), new SagaCommand.Answer(answer))
        .thenCompose(NodeParts::recorded);
  }

  private static CompletionStage<Done> recorded(SagaReply reply) {
    return switch (reply) {
      case DONE -> CompletableFuture.completedStage(Done.getInstance());
      case UNKNOWN_SAGA ->
          CompletableFuture.failedStage(new UnroutableReplyException("UNKNOWN_SAGA"));
      case UNAVAILABLE ->
          CompletableFuture.failedStage(new IllegalStateException("the saga could not record it"));
    };
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
      case UNKNOWN_SAGA -> DeadlineAnswer.Plain.STALE;
      case DONE, UNAVAILABLE -> DeadlineAnswer.Plain.KEEP;
    };
  }

  private static DeadlineAnswer ofErasure(Optional<Instant> again) {
    return again.<DeadlineAnswer>map(DeadlineAnswer.MoveTo::new).orElse(DeadlineAnswer.Plain.STALE);
  }
}
