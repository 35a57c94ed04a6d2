package switchboard.failover;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import switchboard.failover.CrashMessage.Attempt;
import switchboard.failover.CrashMessage.Look;
import switchboard.failover.CrashMessage.Probed;
import switchboard.failover.CrashMessage.Refused;
import switchboard.failover.CrashMessage.Withdrawn;

/**
 * Watches the other nodes of the cluster for crashes, on every node: keeps a connection to each,
 * tries again as soon as it ends, tells the others who refuses, and downs those of whom {@link
 * Verdicts} says that they are dead.
 *
 * <p>It only ever makes the cluster faster: what it does not prove the split-brain resolver decides
 * as if it were not there.
 */
public final class CrashWatch extends AbstractBehavior<CrashMessage> {
  private static final String NAME = "crash-watch";

  private final Peers peers;
  private final CrashSettings settings;
  private final Executor probes;
  private final Verdicts verdicts;
  private final Set<Attempt> underWay = new HashSet<>();
  private final Set<NodeLife> refusing = new HashSet<>();
  private final Set<NodeLife> downed = new HashSet<>();

  private CrashWatch(ActorContext<CrashMessage> context, CrashSettings settings) {
    super(context);
    context.setLoggerName(CrashWatch.class);
    this.settings = settings;
    this.peers = new Peers(context.getSystem(), NAME);
    this.verdicts = new Verdicts(settings.validFor());
    this.probes = task -> Thread.ofVirtual().name("crash-probe").start(task);
  }

  /**
   * Starts to watch, if it is configured.
   *
   * @throws IllegalArgumentException if the configuration is wrong
   */
  public static void start(ActorSystem<?> system, Config config) {
    var settings = CrashSettings.from(config);
    if (settings.enabled()) {
      system.systemActorOf(create(settings), NAME, Props.empty());
    }
  }

  private static Behavior<CrashMessage> create(CrashSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Look.INSTANCE, settings.interval());
                  return new CrashWatch(context, settings);
                }));
  }

  @Override
  public Receive<CrashMessage> createReceive() {
    return newReceiveBuilder().onMessage(CrashMessage.class, this::onMessage).build();
  }

  private Behavior<CrashMessage> onMessage(CrashMessage message) {
    var view = peers.view();
    switch (message) {
      case Look.INSTANCE -> look(view);
      case Probed(var attempt, var outcome) -> onProbed(view, attempt, outcome);
      case Refused(var witness, var subject) -> onRefused(view, witness, subject);
      case Withdrawn(var witness, var subject) -> verdicts.withdrawn(witness, subject);
    }
    verdicts.decide(view, System.nanoTime()).ifPresent(decision -> carryOut(view, decision));
    return this;
  }

  private void look(View view) {
    verdicts.expire(System.nanoTime());
    refusing.retainAll(view.members());
    downed.retainAll(view.members());
    // of who refuses it is to be heard at once that he answers again
    view.members().forEach(member -> probe(view, new Attempt(member, !refusing.contains(member))));
  }

  private void probe(View view, Attempt attempt) {
    var subject = attempt.subject();
    if (subject.equals(view.self()) || !view.members().contains(subject)) {
      return;
    }
    if (underWay.add(attempt)) {
      var hold = attempt.holds() ? settings.hold() : Duration.ZERO;
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                  () -> Peers.probe(subject, settings.timeout(), hold), probes),
              (outcome, failure) ->
                  new Probed(attempt, failure == null ? outcome : Probe.Outcome.UNKNOWN));
    }
  }

  private void onProbed(View view, Attempt attempt, Probe.Outcome outcome) {
    underWay.remove(attempt);
    var subject = attempt.subject();
    switch (outcome) {
      case REFUSED -> {
        refusing.add(subject);
        verdicts.refused(view.self(), subject, System.nanoTime());
        tell(view, new Refused(view.self(), subject));
      }
      case ENDED -> probe(view, new Attempt(subject, false));
      case CONNECTED, UNKNOWN -> withdraw(view, subject);
    }
  }

  private void withdraw(View view, NodeLife subject) {
    if (refusing.remove(subject)) {
      verdicts.withdrawn(view.self(), subject);
      tell(view, new Withdrawn(view.self(), subject));
    }
  }

  /** A suspicion of somebody else is looked into at once. */
  private void onRefused(View view, NodeLife witness, NodeLife subject) {
    verdicts.refused(witness, subject, System.nanoTime());
    if (!refusing.contains(subject)) {
      probe(view, new Attempt(subject, false));
    }
  }

  private void tell(View view, CrashMessage message) {
    view.members().stream()
        .filter(member -> !member.equals(view.self()) && !refusing.contains(member))
        .forEach(member -> peers.watch(member).tell(message));
  }

  private void carryOut(View view, Verdicts.Decision decision) {
    if (!decision.executor().equals(view.self())) {
      return;
    }
    for (var dead : decision.dead()) {
      if (downed.add(dead)) {
        getContext()
            .getLog()
            .atWarn()
            .addKeyValue("node", dead.address() + "#" + dead.uid())
            .log("A node refuses connections from a majority of the cluster: it is downed");
        peers.down(dead);
      }
    }
  }
}
