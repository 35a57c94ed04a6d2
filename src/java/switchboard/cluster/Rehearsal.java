package switchboard.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.agent.Agents;
import switchboard.agent.EchoAgent;
import switchboard.context.PendingSaga;
import switchboard.journal.MemoryLog;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
import switchboard.privacy.ThrowawayKey;
import switchboard.profile.ProfileFact;
import switchboard.session.ProfileFeed;
import switchboard.session.RequestMark;
import switchboard.session.SessionCommand;
import switchboard.session.SessionEntity;
import switchboard.session.SessionId;
import switchboard.session.SessionMessage;
import switchboard.session.SessionReply;
import switchboard.session.SessionSettings;
import switchboard.session.StoredHistory;
import switchboard.wire.StoredSessions;

/**
 * What a node says to itself before it serves, so that the sessions it is given first do not wait
 * for cold code: sessions that talk, stop and recover, with the echo agent, in an actor system of
 * their own whose journal is memory. Nothing of it is stored or told to anybody.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final String MESSAGES = "switchboard.node.rehearsal";
  private static final int MOST = 100_000;

  /** A session stops after so many messages and recovers: before it would make a snapshot. */
  private static final int SCENE = 20;

  private static final int SCENES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String CONFIG =
      """
      pekko.actor.provider = local
      pekko.persistence.journal.plugin = switchboard.journal.memory
      pekko.persistence.snapshot-store.plugin = pekko.persistence.no-snapshot-store
      pekko.coordinated-shutdown.exit-jvm = off
      pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
      pekko.loglevel = WARNING
      """;

  private final ActorSystem<Void> system;
  private final SessionEntity.Dependencies dependencies;

  private Rehearsal(Config config) {
    this.system =
        ActorSystem.create(
            Behaviors.empty(), "rehearsal", ConfigFactory.parseString(CONFIG).withFallback(config));
    this.dependencies = dependencies(config, MemoryLog.get(system.classicSystem()));
  }

  /**
   * How many messages are said.
   *
   * @throws IllegalArgumentException if it is not 0 to 100,000
   */
  static int messages(Config config) {
    int messages = config.getInt(MESSAGES);
    if (messages < 0 || messages > MOST) {
      throw new IllegalArgumentException(MESSAGES + " must be 0 to " + MOST);
    }
    return messages;
  }

  /**
   * Rehearses as the configuration says.
   *
   * @return completes, always normally, with the number of messages that were answered
   */
  static CompletionStage<Integer> hold(Config config) {
    int messages = messages(config);
    if (messages == 0) {
      return CompletableFuture.completedStage(0);
    }
    var rehearsal = new Rehearsal(config);
    int sessions = Math.ceilDiv(messages, SCENE * SCENES);
    var all = CompletableFuture.completedStage(0);
    for (int session = 0; session < sessions; session++) {
      int number = session;
      all = all.thenCompose(sum -> rehearsal.play(number).thenApply(said -> sum + said));
    }
    return all.exceptionally(Rehearsal::failed)
        .whenComplete((_, _) -> rehearsal.system.terminate());
  }

  /** The node serves all the same, only colder. */
  private static int failed(Throwable failure) {
    LOG.atWarn().setCause(failure).log("The rehearsal failed");
    return 0;
  }

  private static SessionEntity.Dependencies dependencies(Config config, MemoryLog log) {
    var settings = SessionSettings.from(config);
    var codec = new StoredSessions(settings.retention(), Duration.ofDays(1));
    var keys = new OneKey(ThrowawayKey.make());
    return new SessionEntity.Dependencies(
        new Agents(List.of(new EchoAgent())),
        (SessionId _, Subject _, PendingSaga _) -> {},
        codec,
        new StoredHistory(log, new Locks(log, keys), codec),
        keys,
        new NoProfiles(),
        (_, _, _) -> CompletableFuture.completedStage(null),
        settings,
        () -> "",
        Clock.systemUTC());
  }

  private record OneKey(SubjectKey key) implements SubjectKeys {
    @Override
    public CompletionStage<SubjectKey> obtain(Subject subject, Optional<String> session) {
      return CompletableFuture.completedStage(key);
    }

    @Override
    public CompletionStage<SubjectKey> key(Subject subject) {
      return CompletableFuture.completedStage(key);
    }
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

  private CompletionStage<Integer> play(int number) {
    var id = new SessionId("rehearsal", "session-" + number);
    var played = CompletableFuture.completedStage(0);
    for (int scene = 0; scene < SCENES; scene++) {
      int current = scene;
      played = played.thenCompose(sum -> scene(id, current).thenApply(said -> sum + said));
    }
    return played;
  }

  private CompletionStage<Integer> scene(SessionId id, int scene) {
    var entity =
        system.systemActorOf(
            SessionEntity.create(id, dependencies, _ -> {}),
            id.session() + "-" + scene,
            Props.empty());
    var start = new SessionCommand.Create("nobody", "none", "en", EchoAgent.NAME, mark(id, "0"));
    var said = ask(entity, id, start).thenApply(_ -> 0);
    for (int message : IntStream.rangeClosed(1, SCENE).map(it -> scene * SCENE + it).toArray()) {
      var command =
          new SessionCommand.SendMessage("Rehearsed message " + message, mark(id, "" + message));
      said =
          said.thenCompose(
              sum ->
                  ask(entity, id, command)
                      .thenApply(reply -> reply instanceof SessionReply.Recorded ? sum + 1 : sum));
    }
    return said.whenComplete((_, _) -> system.classicSystem().stop(Adapter.toClassic(entity)));
  }

  private static RequestMark mark(SessionId id, String request) {
    return new RequestMark(id.session() + "-" + request, "%08x".formatted(request.hashCode()));
  }

  private CompletionStage<SessionReply> ask(
      ActorRef<SessionMessage> entity, SessionId id, SessionCommand command) {
    return AskPattern.ask(
        entity,
        (ActorRef<SessionReply> replyTo) -> new SessionMessage.Execute(id, command, replyTo),
        PATIENCE,
        system.scheduler());
  }
}
