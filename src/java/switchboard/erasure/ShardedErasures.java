package switchboard.erasure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import switchboard.privacy.Subject;

/** The erasures of the cluster, through sharding. */
public final class ShardedErasures implements Erasures {
  private static final EntityTypeKey<ErasureMessage> TYPE =
      EntityTypeKey.create(ErasureMessage.class, "erasure");

  private static final Duration ATTEMPT = Duration.ofSeconds(3);

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final Clock clock;

  private ShardedErasures(ActorSystem<?> system, Clock clock) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
    this.clock = clock;
  }

  /** Hosts erasures on this node. */
  public static ShardedErasures init(
      ActorSystem<?> system, ErasureEntity.Dependencies dependencies) {
    var erasures = new ShardedErasures(system, dependencies.clock());
    erasures.sharding.init(
        Entity.of(
                TYPE,
                context ->
                    ErasureEntity.create(
                        ErasureEntity.subject(context.getEntityId()),
                        dependencies,
                        self -> context.getShard().tell(new ClusterSharding.Passivate<>(self))))
            // one that works is not to be stopped because nobody talks to it; it leaves by itself
            .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy()));
    return erasures;
  }

  @Override
  public CompletionStage<ErasureReply> begin(Subject subject) {
    return execute(subject, ErasureCommand.BEGIN);
  }

  @Override
  public CompletionStage<ErasureReply> read(Subject subject) {
    return execute(subject, ErasureCommand.READ);
  }

  /**
   * Tells an erasure that its durable deadline has passed.
   *
   * @return when it is to pass again; empty if it means nothing any more
   */
  public CompletionStage<Optional<Instant>> resume(Subject subject) {
    return execute(subject, ErasureCommand.RESUME).thenApply(this::again);
  }

  private Optional<Instant> again(ErasureReply reply) {
    return switch (reply) {
      case ErasureReply.Found(var state) -> ErasureRules.again(state, clock.instant());
      case ErasureReply.Plain.NOT_ASKED, ErasureReply.Plain.UNKNOWN_SUBJECT -> Optional.empty();
      case ErasureReply.Plain.UNAVAILABLE ->
          Optional.of(clock.instant().plus(ErasureRules.LOOK_AGAIN));
    };
  }

  private CompletionStage<ErasureReply> execute(Subject subject, ErasureCommand command) {
    return sharding
        .entityRefFor(TYPE, ErasureEntity.entityId(subject))
        .<ErasureReply>ask(
            replyTo -> new ErasureMessage.Execute(subject, command, replyTo), ATTEMPT)
        .exceptionally(
            failure -> {
              system.log().warn("an erasure did not answer: {}", failure.toString());
              return ErasureReply.Plain.UNAVAILABLE;
            });
  }
}
