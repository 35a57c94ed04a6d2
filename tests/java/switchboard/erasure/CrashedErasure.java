package switchboard.erasure;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.privacy.Subject;
import switchboard.wire.StoredErasures;

/** Leaves the journal as a node does that crashed in the middle of an erasure. */
public final class CrashedErasure {
  private CrashedErasure() {}

  /**
   * Begins an erasure and stops for good during a step; nothing of any step is really done.
   *
   * @param call the step, as {@link ScriptedWork} calls it
   */
  public static void during(String call, ActorSystem<?> system, Subject subject) {
    var work = new ScriptedWork();
    work.hold(call);
    var crashing =
        system.systemActorOf(
            crashing(work, subject), "crashed-erasure-" + UUID.randomUUID(), Props.empty());
    await().until(() -> work.calls().contains(call));
    crashing.tell("crash");
  }

  private static Behavior<Object> crashing(ScriptedWork work, Subject subject) {
    return Behaviors.setup(
        actor -> {
          var settings =
              new ErasureSettings(
                  Duration.ofDays(1), Duration.ZERO, Duration.ofDays(1), Duration.ofDays(1));
          var dependencies =
              new ErasureEntity.Dependencies(
                  work, new StoredErasures(), settings, Clock.systemUTC());
          var entity = actor.spawn(ErasureEntity.create(subject, dependencies, _ -> {}), "entity");
          entity.tell(
              new ErasureMessage.Execute(
                  subject, ErasureCommand.BEGIN, actor.getSelf().unsafeUpcast()));
          return Behaviors.receiveMessage(
              message -> message.equals("crash") ? Behaviors.stopped() : Behaviors.same());
        });
  }
}
