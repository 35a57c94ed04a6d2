package switchboard.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.agent.Agents;
import switchboard.agent.EchoAgent;
import switchboard.delivery.DeliveryAgent;
import switchboard.delivery.OrderStatusSaga;
import switchboard.frontdoor.FrontDoor;
import switchboard.frontdoor.FrontDoorSettings;
import switchboard.frontdoor.SessionIndex;
import switchboard.frontdoor.Streams;
import switchboard.journal.DueDeadline;
import switchboard.journal.RedisStore;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.profile.ProfileListeners;
import switchboard.profile.ProfileSettings;
import switchboard.profile.Profiles;
import switchboard.profile.StoredProfiles;
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
import switchboard.session.SessionEntity;
import switchboard.session.SessionId;
import switchboard.session.ShardedSessions;
import switchboard.stored.v1.OutboxEntry;
import switchboard.wire.OutboxEntries;
import switchboard.wire.SessionSideData;

/** What a node is made of, put together. */
final class NodeParts {
  private static final String SESSION = "session|";
  private static final String SAGA = "saga|";

  private final RedisStore store;
  private final ShardedSessions sessions;
  private final ShardedSagas sagas;
  private final KafkaPublisher publisher;
  private StoredSubjectKeys keys;
  private KeyCaches keyCaches;
  private final ProfileListeners profileListeners = new ProfileListeners();
  private Profiles profiles;
  private ReplyStage replies;
  private FrontDoor frontDoor;

  private NodeParts(
      RedisStore store, ShardedSessions sessions, ShardedSagas sagas, KafkaPublisher publisher) {
    this.store = store;
    this.sessions = sessions;
    this.sagas = sagas;
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
    var doorSettings = FrontDoorSettings.from(config);
    var sagas = new ShardedSagas(system);
    var address = new CompletableFuture<String>();
    var sessions =
        ShardedSessions.init(
            system,
            new SessionEntity.Dependencies(
                agents(config), sagas, new SessionSideData(), () -> address.getNow(""), clock),
            store::isReachable);
    sagas.init(new SagaEntity.Dependencies(sagaTypes(), sessions, NodeParts::encodeCommand, clock));
    var parts = new NodeParts(store, sessions, sagas, KafkaPublisher.start(kafka));
    parts.keys =
        new StoredSubjectKeys(
            store.subjects(), keyEncryptionKeys, StoredSubjectKeys.CacheSettings.from(config));
    parts.keyCaches = KeyCaches.start(system, parts.keys::evict);
    var news = ProfileNews.start(system, parts.profileListeners);
    parts.profiles =
        new StoredProfiles(
            store.transactions(), parts.keys, ProfileSettings.from(config), clock, news::changed);
    Daemons.init(
        system, new BucketDaemon.Dependencies(store, parts::passDeadline, parts::carryOut, clock));
    parts.replies = ReplyStage.start(system, kafka, parts.publisher, parts::answer);
    parts.frontDoor = parts.openFrontDoor(system, config, doorSettings);
    // the port that was taken, which is known only now if the configuration left it open
    address.complete(doorSettings.host() + ":" + parts.frontDoor.address().getPort());
    return parts;
  }

  FrontDoor frontDoor() {
    return frontDoor;
  }

  KafkaPublisher publisher() {
    return publisher;
  }

  Profiles profiles() {
    return profiles;
  }

  ProfileListeners profileListeners() {
    return profileListeners;
  }

  StoredSubjectKeys keys() {
    return keys;
  }

  KeyCaches keyCaches() {
    return keyCaches;
  }

  ReplyStage replies() {
    return replies;
  }

  private static Agents agents(Config config) {
    var deadline = config.getDuration("switchboard.delivery.order-status-deadline");
    return new Agents(List.of(new DeliveryAgent(deadline), new EchoAgent()));
  }

  private static Map<String, SagaType> sagaTypes() {
    var orderStatus = new OrderStatusSaga();
    return Map.of(orderStatus.name(), orderStatus);
  }

  private FrontDoor openFrontDoor(
      ActorSystem<Void> system, Config config, FrontDoorSettings settings) {
    var push = Push.start(system, sessions, store::events, PushSettings.from(config));
    return FrontDoor.start(
        system,
        sessions,
        store::events,
        this::sessionsOf,
        new Streams(push::subscribe, push::converse, push::drain),
        profiles,
        settings);
  }

  private static byte[] encodeCommand(SagaId saga, SagaType.Move.Ask ask, Instant time) {
    var message =
        new SagaCommandMessage(
            saga.entityId(),
            stepKey(saga, ask.step()),
            ask.type(),
            ask.topic(),
            ask.key(),
            ask.body());
    return OutboxEntries.publish(Envelope.encode(message, time));
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

  private CompletionStage<Boolean> passDeadline(DueDeadline deadline) {
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
            .thenApply(reply -> reply == SagaReply.UNKNOWN_SAGA);
      }
    }
    return CompletableFuture.failedStage(
        new IllegalStateException("a deadline belongs to nobody: " + pid));
  }

  private CompletionStage<Void> carryOut(byte[] entry) {
    try {
      var stored = OutboxEntry.parseFrom(entry);
      return switch (stored.getEntryCase()) {
        case PUBLISH -> publisher.publish(stored.getPublish());
        case INDEX_SESSION ->
            store.putIndex(
                index(stored.getIndexSession().getTenant()),
                stored.getIndexSession().getSession(),
                stored.getIndexSession().toByteArray());
        case UPDATE_PROFILE -> new LearntFacts(profiles).enter(stored.getUpdateProfile());
        case ENTRY_NOT_SET ->
            CompletableFuture.failedStage(
                new IllegalStateException("an outbox entry was written by a newer release"));
      };
    } catch (InvalidProtocolBufferException damaged) {
      return CompletableFuture.failedStage(damaged);
    }
  }

  private CompletionStage<List<SessionIndex.Entry>> sessionsOf(
      String tenant, String afterSession, int max) {
    return store
        .index(index(tenant), afterSession, max)
        .thenApply(page -> page.stream().map(entry -> indexed(entry.value())).toList());
  }

  private static SessionIndex.Entry indexed(byte[] value) {
    try {
      var stored = OutboxEntry.IndexSession.parseFrom(value);
      return new SessionIndex.Entry(
          stored.getSession(),
          stored.getSubject(),
          stored.getChannel(),
          Instant.ofEpochMilli(stored.getCreateTime()));
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("an entry of the session index is damaged", damaged);
    }
  }

  private static String index(String tenant) {
    return "sessions:" + tenant;
  }
}
