package switchboard.faults;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.agent.Agents;
import switchboard.context.Context;
import switchboard.context.MemoryPolicy;
import switchboard.journal.RedisStore;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKeys;
import switchboard.profile.ProfileFact;
import switchboard.session.ProfileFeed;
import switchboard.session.Retention;
import switchboard.session.SessionCommand;
import switchboard.session.SessionEntity;
import switchboard.session.SessionId;
import switchboard.session.SessionMessage;
import switchboard.session.SessionReply;
import switchboard.session.SessionSettings;
import switchboard.session.StoredHistory;
import switchboard.wire.StoredSessions;

/** A session alive in an actor system of its own, with a connection to Redis of its own. */
final class LoneSession implements AutoCloseable {
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(30), Duration.ofDays(30));
  private static final MemoryPolicy MEMORY =
      new MemoryPolicy(Context.MAX_TURNS, 100_000, turn -> turn.text().length(), (_, _) -> "");

  private final ActorTestKit kit;
  private final SessionId id;
  private final ActorRef<SessionMessage> entity;

  LoneSession(String redisUri, SessionId id, SubjectKeys keys, Clock clock) {
    this.kit = ActorTestKit.create(config(redisUri));
    this.id = id;
    var store = RedisStore.get(kit.system().classicSystem());
    var codec = new StoredSessions(RETENTION, Duration.ofDays(90));
    var dependencies =
        new SessionEntity.Dependencies(
            new Agents(List.of(new WorkingAgent())),
            (_, _, _) -> {},
            codec,
            new StoredHistory(store::events, new Locks(store::events, keys), codec),
            keys,
            new NoProfiles(),
            (_, _, _) -> CompletableFuture.completedStage(null),
            new SessionSettings(MEMORY, RETENTION),
            () -> "",
            clock);
    this.entity = kit.spawn(SessionEntity.create(id, dependencies, _ -> {}));
  }

  private static Config config(String redisUri) {
    return ConfigFactory.parseMap(
            Map.of(
                "switchboard.redis.uri", redisUri,
                "pekko.persistence.journal.plugin", "switchboard.journal.plugin",
                "pekko.persistence.snapshot-store.plugin", "switchboard.journal.snapshot-store",
                "pekko.actor.provider", "local",
                "pekko.loglevel", "ERROR"))
        .withFallback(ConfigFactory.parseResources("redis.conf"))
        .withFallback(ConfigFactory.parseResources("serialization.conf"))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  /** Sends a command; the answer comes to what is returned. */
  TestProbe<SessionReply> send(SessionCommand command) {
    var reply = kit.createTestProbe(SessionReply.class);
    entity.tell(new SessionMessage.Execute(id, command, reply.ref()));
    return reply;
  }

  SessionReply execute(SessionCommand command) {
    return send(command).receiveMessage(Duration.ofSeconds(10));
  }

  SessionReply.ContextView context() {
    return (SessionReply.ContextView) execute(SessionCommand.Get.CONTEXT);
  }

  void awaitEnd() {
    kit.createTestProbe().expectTerminated(entity, Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  private static final class NoProfiles implements ProfileFeed {
    @Override
    public CompletionStage<List<ProfileFact>> read(Subject subject) {
      return CompletableFuture.completedStage(List.of());
    }

    @Override
    public Runnable watch(Subject subject, Runnable news) {
      return () -> {};
    }
  }
}
