package switchboard.saga;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import switchboard.context.PendingSaga;
import switchboard.privacy.Subject;
import switchboard.session.SagaStarter;
import switchboard.session.SessionId;

/** The sagas of the cluster, through sharding. */
public final class ShardedSagas implements SagaStarter {
  /** How sharding calls what is hosted here. */
  public static final String NAME = "saga";

  private static final EntityTypeKey<SagaMessage> TYPE =
      EntityTypeKey.create(SagaMessage.class, NAME);

  private static final Duration ATTEMPT = Duration.ofSeconds(3);

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;

  public ShardedSagas(ActorSystem<?> system) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
  }

  /** Hosts sagas on this node. */
  public void init(SagaEntity.Dependencies dependencies) {
    sharding.init(
        Entity.of(
            TYPE,
            context ->
                SagaEntity.create(
                    known(context.getEntityId()),
                    dependencies,
                    self -> context.getShard().tell(new ClusterSharding.Passivate<>(self)))));
  }

  private static SagaId known(String entityId) {
    return SagaId.parse(entityId)
        .orElseThrow(() -> new IllegalArgumentException("not a saga id: " + entityId));
  }

  /** Hands a command to its saga; completes once it is durable, fails if no answer came in time. */
  public CompletionStage<SagaReply> execute(SagaId id, SagaCommand command) {
    return sharding
        .entityRefFor(TYPE, id.entityId())
        .ask(replyTo -> new SagaMessage.Execute(id.entityId(), command, replyTo), ATTEMPT);
  }

  /** A saga as it stands, for an operator. */
  public CompletionStage<SagaView> show(SagaId id) {
    return sharding.entityRefFor(TYPE, id.entityId()).ask(SagaMessage.Show::new, ATTEMPT);
  }

  /** Does not wait: the session's durable deadline asks again. */
  @Override
  public void start(SessionId session, Subject subject, PendingSaga saga) {
    confirm(session, subject, saga);
  }

  @Override
  public CompletionStage<Boolean> confirm(SessionId session, Subject subject, PendingSaga saga) {
    var id = new SagaId(session, saga.saga());
    var command =
        new SagaCommand.Start(
            saga.type(), subject.id(), saga.input(), saga.deadline(), saga.traceparent());
    return execute(id, command)
        .handle(
            (reply, failure) -> {
              boolean confirmed = reply == SagaReply.DONE;
              if (!confirmed) {
                system
                    .log()
                    .warn(
                        "the start of a saga was not confirmed and will be repeated: {} {}",
                        id.entityId(),
                        Optional.ofNullable(failure).map(Throwable::toString).orElse(reply + ""));
              }
              return confirmed;
            });
  }
}
