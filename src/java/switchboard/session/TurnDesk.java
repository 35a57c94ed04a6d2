package switchboard.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.agent.Agents;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerAgent;
import switchboard.agent.WorkerNews;
import switchboard.session.SessionRules.Surroundings;

/**
 * Hands a session's current turn to the workers, and hears what becomes of it. Nothing of it is
 * durable: what is open stands in the state, and another incarnation hands it out again.
 */
final class TurnDesk {
  private static final Logger LOG = LoggerFactory.getLogger(TurnDesk.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final int MOST_DOUBLED = 5;

  /** How soon to look again for the profile, which a turn is not handed out without. */
  private static final Duration PROFILE_PAUSE = Duration.ofMillis(50);

  private final ActorContext<SessionMessage> actor;
  private final Agents agents;
  private final Watchers watchers;

  /** What a worker has, or shall get. */
  private Optional<Assignment> out = Optional.empty();

  /** The attempt that was last handed out, by whichever incarnation. */
  private long handedTurn;

  private int handedAttempt;
  private String worker = "";
  private Optional<Cancellable> alarm = Optional.empty();

  TurnDesk(ActorContext<SessionMessage> actor, Agents agents, Watchers watchers) {
    this.actor = actor;
    this.agents = agents;
    this.watchers = watchers;
  }

  /** Name of the worker that had a turn last, as far as this incarnation knows; else empty. */
  String worker() {
    return worker;
  }

  /** What was handed out is answered to another incarnation, if at all. */
  void recovered(SessionState state) {
    state
        .open()
        .current()
        .ifPresent(
            turn -> {
              handed(turn);
              actor.getSelf().tell(new SessionMessage.HandOut(turn.turn(), turn.attempt()));
            });
  }

  /** Something was recorded: hands out what is the current turn now. */
  void follow(SessionState state, AgentSide side) {
    if (out.isEmpty() && state.open().isEmpty()) {
      return;
    }
    var around = side.around(state);
    if (out.filter(it -> state.open().current(it.turn(), it.attempt()).isEmpty()).isPresent()) {
      takeBack();
    }
    state.open().current().filter(this::isNew).ifPresent(turn -> handOut(state, turn, around));
    setAlarm(state, around.now());
  }

  private boolean isNew(OpenTurn turn) {
    return turn.turn() != handedTurn || turn.attempt() != handedAttempt;
  }

  private void handed(OpenTurn turn) {
    handedTurn = turn.turn();
    handedAttempt = turn.attempt();
  }

  private void handOut(SessionState state, OpenTurn turn, Surroundings around) {
    handed(turn);
    var assignment =
        new Assignment(
            state.id().tenant(),
            state.id().session(),
            state.agent(),
            turn.turn(),
            turn.attempt(),
            turn.prompt(state.context()),
            WorkerTurns.view(state, around),
            turn.deadline());
    out = Optional.of(assignment);
    watchers.handedOut();
    var self = actor.getSelf();
    agents.workers().assign(assignment, news -> self.tell(new SessionMessage.OfWorker(news)));
  }

  private void takeBack() {
    out.ifPresent(agents.workers()::cancel);
    out = Optional.empty();
  }

  /** Wakes the session when the first of its turns is to end unanswered. */
  private void setAlarm(SessionState state, Instant now) {
    alarm.ifPresent(Cancellable::cancel);
    alarm =
        state.open().turns().stream()
            .map(OpenTurn::deadline)
            .min(Instant::compareTo)
            .map(due -> after(Duration.between(now, due), SessionMessage.TurnsDue.INSTANCE));
  }

  private Cancellable after(Duration delay, SessionMessage message) {
    return actor.scheduleOnce(delay.isNegative() ? Duration.ZERO : delay, actor.getSelf(), message);
  }

  /** The entity stops: another one hands out what is open. */
  void stopped() {
    alarm.ifPresent(Cancellable::cancel);
    takeBack();
  }

  /** What is to be recorded because of it. */
  List<SessionEvent> on(SessionState state, SessionMessage.OfTurn message, AgentSide side) {
    if (side.isErased()) {
      // nothing can be read or sealed any more: the erasure ends what is open
      return List.of();
    }
    return switch (message) {
      case SessionMessage.OfWorker(var news) -> heard(state, news, side);
      case SessionMessage.HandOut(var turn, var attempt) -> handOut(state, turn, attempt, side);
      case SessionMessage.TurnsDue.INSTANCE -> {
        var around = side.around(state);
        setAlarm(state, around.now());
        yield WorkerTurns.expire(state, around);
      }
    };
  }

  private List<SessionEvent> handOut(SessionState state, long turn, int attempt, AgentSide side) {
    var current = state.open().current(turn, attempt);
    if (current.isEmpty() || out.isPresent()) {
      return List.of();
    }
    if (side.profile().isAwaited()) {
      after(PROFILE_PAUSE, new SessionMessage.HandOut(turn, attempt));
      return List.of();
    }
    var around = side.around(state);
    var late = WorkerTurns.expire(state, around);
    if (!late.isEmpty()) {
      return late;
    }
    // configured otherwise since the turn was opened
    return around.worker().isEmpty()
        ? WorkerTurns.standIn(state, current.get(), around)
        : WorkerTurns.again(current.get(), around.now());
  }

  private List<SessionEvent> heard(SessionState state, WorkerNews news, AgentSide side) {
    var current =
        state
            .open()
            .current(news.turn(), news.attempt())
            .filter(_ -> out.isPresent() && out.get().attempt() == news.attempt());
    if (current.isEmpty()) {
      ignored(news);
      return List.of();
    }
    return switch (news) {
      case WorkerNews.Taken(_, _, var name) -> {
        worker = name;
        watchers.workedBy(name);
        yield List.of();
      }
      case WorkerNews.Delta(var turn, var attempt, var text) -> {
        watchers.saidBit(new LiveFeed.Delta(turn, attempt, text));
        yield List.of();
      }
      case WorkerNews.Answered answered -> answered(state, current.get(), answered, side);
      case WorkerNews.Lost(_, _, var reason) -> lost(state, current.get(), reason, side);
    };
  }

  /** Late news of an attempt that was given up, or of a turn that is over. */
  private void ignored(WorkerNews news) {
    if (news instanceof WorkerNews.Answered) {
      agents.counts().refused();
      LOG.atInfo()
          .addKeyValue("sequence", news.turn())
          .addKeyValue("attempt", news.attempt())
          .log("a late answer of a worker is refused");
    }
  }

  private List<SessionEvent> answered(
      SessionState state, OpenTurn turn, WorkerNews.Answered answered, AgentSide side) {
    out = Optional.empty();
    worker = answered.worker();
    var around = side.around(state);
    var late = WorkerTurns.expire(state, around);
    if (!late.isEmpty()) {
      ignored(answered);
      return late;
    }
    var polite = around.worker().map(WorkerAgent::politeReply).orElse("");
    var kept = agents.limits().kept(answered.answer(), polite);
    return WorkerTurns.answered(state, turn, answered.worker(), kept, around);
  }

  private List<SessionEvent> lost(
      SessionState state, OpenTurn turn, WorkerNews.Lost.Reason reason, AgentSide side) {
    out = Optional.empty();
    agents.counts().lost(reason);
    var around = side.around(state);
    boolean standIn = around.worker().flatMap(WorkerAgent::standIn).isPresent();
    if (reason == WorkerNews.Lost.Reason.NO_WORKER && standIn) {
      return WorkerTurns.standIn(state, turn, around);
    }
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(turn.attempt() - 1, MOST_DOUBLED));
    after(pause, new SessionMessage.HandOut(turn.turn(), turn.attempt()));
    return List.of();
  }
}
