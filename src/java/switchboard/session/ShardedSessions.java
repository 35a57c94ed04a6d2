package switchboard.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.pattern.Patterns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.telemetry.Hop;
import switchboard.telemetry.Meters;
import switchboard.telemetry.Traces;
import switchboard.telemetry.Traces.Kind;

/** The sessions of the cluster, through sharding. */
public final class ShardedSessions implements Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(ShardedSessions.class);

  /** How sharding calls what is hosted here. */
  public static final String NAME = "session";

  private static final EntityTypeKey<SessionMessage> TYPE =
      EntityTypeKey.create(SessionMessage.class, NAME);

  /**
   * How long one delivery may take: sharding drops what it buffered at a hand-off, so we ask again.
   * What was lost with a node is asked again when that node is removed, so this need not be short;
   * and when it is, a cluster that is taking over sessions drowns in its own repetitions.
   */
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  /** How long the first one may take; each further one gets twice as long, up to the longest. */
  private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final BooleanSupplier storeReachable;
  private final OpenAttempts attempts;
  private final SessionMeter meter;
  private final Meters meters;
  private final Traces traces;

  private ShardedSessions(ActorSystem<?> system, BooleanSupplier storeReachable) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
    this.storeReachable = storeReachable;
    this.attempts = OpenAttempts.start(system);
    this.meters = Meters.get(system.classicSystem());
    this.traces = Traces.get(system.classicSystem());
    this.meter = SessionMeter.start(system, meters);
  }

  /**
   * Hosts sessions on this node.
   *
   * @param storeReachable tells an absent store from a slow answer
   * @param watch is told of the sessions that come into this node's memory
   * @param allocation where shards live
   */
  public static ShardedSessions init(
      ActorSystem<?> system,
      SessionEntity.Dependencies dependencies,
      BooleanSupplier storeReachable,
      SessionWatch watch,
      ShardAllocationStrategy allocation) {
    var sessions = new ShardedSessions(system, storeReachable);
    sessions.sharding.init(
        Entity.of(TYPE, context -> entity(context, dependencies, watch))
            .withAllocationStrategy(allocation));
    return sessions;
  }

  private static Behavior<SessionMessage> entity(
      EntityContext<SessionMessage> context,
      SessionEntity.Dependencies dependencies,
      SessionWatch watch) {
    return Behaviors.setup(
        actor -> {
          var id = SessionId.fromEntityId(context.getEntityId());
          var shard = context.getShard();
          var self = actor.getSelf();
          var name = self.path().parent().name();
          Runnable leave = () -> shard.tell(new ClusterSharding.Passivate<>(self));
          watch.awake(id, name, self, leave);
          return SessionTraffic.get(actor.getSystem())
              .counted(
                  id,
                  name,
                  SessionEntity.create(
                      id, dependencies, it -> shard.tell(new ClusterSharding.Passivate<>(it))));
        });
  }

  /** The id of the shard that a session belongs to, wherever that is; as sharding decides it. */
  public static String shardOf(SessionId id, ActorSystem<?> system) {
    int shards = ClusterShardingSettings.create(system).numberOfShards();
    return new HashCodeMessageExtractor<SessionMessage>(shards).shardId(id.entityId());
  }

  @Override
  public CompletionStage<SessionReply> execute(
      SessionId id, SessionCommand command, Duration within) {
    meter.began();
    long began = System.nanoTime();
    var hop =
        command instanceof SessionCommand.SendMessage said
            ? traces.begin("session.command", Kind.INTERNAL, said.traceparent())
            : Hop.NONE;
    var carried =
        command instanceof SessionCommand.SendMessage said && hop.isKept()
            ? said.tracedBy(hop.tag(Hop.SESSION, id.name()).carried(said.traceparent()))
            : command;
    return attempt(new Asked(id, carried, began, began + within.toNanos(), hop), FIRST_ATTEMPT);
  }

  /** A command on its way, until its answer or its deadline. */
  private record Asked(
      SessionId id, SessionCommand command, long began, long deadlineNanos, Hop hop) {}

  /** What it counts of the commands that were given to this node. */
  public SessionMeter meter() {
    return meter;
  }

  private CompletionStage<SessionReply> ended(Asked asked, SessionReply reply) {
    meter.ended(asked.command(), reply, System.nanoTime() - asked.began());
    asked.hop().tag(Hop.OUTCOME, outcome(reply)).end();
    return CompletableFuture.completedStage(reply);
  }

  private static String outcome(SessionReply reply) {
    return reply instanceof Rejected(Rejection.Plain why)
        ? why.name()
        : reply.getClass().getSimpleName();
  }

  private CompletionStage<SessionReply> attempt(Asked command, Duration attempt) {
    var left = Duration.ofNanos(command.deadlineNanos() - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      return ended(
          command,
          new Rejected(
              storeReachable.getAsBoolean()
                  ? Rejection.Plain.OUTCOME_UNKNOWN
                  : Rejection.Plain.STORE_UNAVAILABLE));
    }
    CompletionStage<SessionReply> asked =
        entity(command.id())
            .ask(
                replyTo -> new SessionMessage.Execute(command.id(), command.command(), replyTo),
                left.compareTo(attempt) < 0 ? left : attempt);
    return attempts
        .add(asked)
        .handle(
            (reply, failure) -> {
              if (failure == null && !isMoving(reply)) {
                return ended(command, reply);
              }
              if (failure != null && !isTimeout(failure)) {
                command
                    .hop()
                    .named(LOG.atError())
                    .setCause(failure)
                    .log("a command could not be delivered to its session");
                return ended(command, new Rejected(Rejection.Plain.OUTCOME_UNKNOWN));
              }
              meters.again(Meters.Again.COMMAND, 1);
              var next = failure == null ? attempt : longer(attempt);
              return Patterns.after(PAUSE, system, () -> attempt(command, next));
            })
        .thenCompose(stage -> stage);
  }

  private static Duration longer(Duration attempt) {
    var twice = attempt.multipliedBy(2);
    return twice.compareTo(ATTEMPT) < 0 ? twice : ATTEMPT;
  }

  private static boolean isMoving(SessionReply reply) {
    return reply instanceof Rejected(var rejection) && rejection == Rejection.Plain.SHARD_MOVING;
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException;
  }

  @Override
  public void attach(SessionId id, ActorRef<LiveFeed> connection) {
    entity(id).tell(new SessionMessage.Attach(connection));
  }

  @Override
  public void typing(SessionId id, ActorRef<LiveFeed> connection) {
    entity(id).tell(new SessionMessage.Typing(connection));
  }

  /**
   * Tells a session that one of its durable deadlines passed; completes with what is to become of
   * it.
   */
  public CompletionStage<DeadlineAnswer> deadlineDue(SessionId id, String deadline) {
    return entity(id).ask(replyTo -> new SessionMessage.DeadlineDue(deadline, replyTo), ATTEMPT);
  }

  private EntityRef<SessionMessage> entity(SessionId id) {
    return sharding.entityRefFor(TYPE, id.entityId());
  }
}
