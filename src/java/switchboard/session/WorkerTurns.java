package switchboard.session;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.agent.WorkerAgent;
import switchboard.context.Turn;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionRules.Decision;
import switchboard.session.SessionRules.Surroundings;
import switchboard.session.TurnEvent.Matter;
import switchboard.session.TurnEvent.Outcome;

/**
 * What a session does whose agent's turns are answered by workers: it records what it is told at
 * once and opens a turn for the answer. Every open turn ends in a recorded state. Pure but for
 * warnings.
 */
final class WorkerTurns {
  /** How many turns may be open before messages are refused. */
  static final int MOST_OPEN = 16;

  /** How many turns may be open before what was not asked by the user is no longer worded. */
  static final int MOST_WORDED = 48;

  /** How long the texts of merged messages may be in all, in bytes of UTF-8. */
  static final int MOST_MERGED = 65_536;

  private static final Logger LOG = LoggerFactory.getLogger(WorkerTurns.class);

  private WorkerTurns() {}

  static Decision send(
      SessionState state, SessionCommand.SendMessage send, WorkerAgent agent, Surroundings around) {
    var now = around.now();
    var open = state.open().turns();
    var interrupted = interrupted(state, send);
    var merged = merged(state, send, agent, now);
    boolean refused = send.whenBusy() == WhenBusy.REJECT && !open.isEmpty();
    if (refused || open.size() - interrupted.size() - merged.stream().count() >= MOST_OPEN) {
      return Decision.reject(Rejection.Plain.BUSY);
    }
    long turn = state.lastSequence() + 1;
    List<SessionEvent> events = new ArrayList<>();
    events.add(
        new SessionEvent.UserMessageRecorded(send.text(), send.request(), send.traceparent(), now));
    events.add(
        new TurnEvent.Opened(
            turn,
            new Matter.Message(
                merged.map(OpenTurn::turn).stream().toList(), interrupts(state, send, merged)),
            merged.map(OpenTurn::deadline).orElseGet(() -> now.plus(agent.turnTimeout())),
            send.traceparent(),
            now));
    interrupted.forEach(it -> events.add(ended(it, Outcome.INTERRUPTED, now)));
    merged.ifPresent(it -> events.add(ended(it, Outcome.MERGED, now)));
    return new Decision(events, new Recorded(turn, now));
  }

  /** What a new message of the user puts an end to. What nobody asked for is worded still. */
  private static List<OpenTurn> interrupted(SessionState state, SessionCommand.SendMessage send) {
    return send.whenBusy() == WhenBusy.INTERRUPT
        ? state.open().turns().stream().filter(OpenTurn::isOfUser).toList()
        : List.of();
  }

  private static List<Long> interrupts(
      SessionState state, SessionCommand.SendMessage send, Optional<OpenTurn> merged) {
    Set<Long> turns = new LinkedHashSet<>();
    merged.ifPresent(it -> turns.addAll(it.interrupts()));
    for (var it : interrupted(state, send)) {
      turns.addAll(it.interrupts());
      turns.add(it.turn());
    }
    turns.addAll(interruptedBy(state, send));
    return List.copyOf(turns);
  }

  /** The user's last turn, answered or not, whose sagas go on if the message interrupts it. */
  static List<Long> interruptedBy(SessionState state, SessionCommand.SendMessage send) {
    return send.whenBusy() == WhenBusy.INTERRUPT
        ? state.context().turns().reversed().stream()
            .filter(said -> said.role() == Turn.Role.USER)
            .map(Turn::sequence)
            .limit(1)
            .toList()
        : List.of();
  }

  private static Optional<OpenTurn> merged(
      SessionState state, SessionCommand.SendMessage send, WorkerAgent agent, Instant now) {
    return send.whenBusy() == WhenBusy.MERGE
        ? state.open().turns().reversed().stream()
            .filter(OpenTurn::isOfUser)
            .limit(1)
            .filter(
                it ->
                    it.prompt() instanceof AgentPrompt.UserSaid(var text, _, var time, _)
                        && !time.plus(agent.mergeWindow()).isBefore(now)
                        && bytes(text) + bytes(send.text()) < MOST_MERGED)
            .findFirst()
        : Optional.empty();
  }

  /** Something else than a message is recorded, and worded later. */
  static Decision tell(
      SessionState state, SessionEvent event, Told told, Matter matter, Surroundings around) {
    long turn = state.lastSequence() + 1;
    List<SessionEvent> events = new ArrayList<>(List.of(event));
    if (state.open().turns().size() < MOST_WORDED) {
      var deadline = around.now().plus(around.worker().map(WorkerAgent::turnTimeout).orElseThrow());
      events.add(new TurnEvent.Opened(turn, matter, deadline, told.traceparent(), around.now()));
    } else {
      LOG.warn("too many turns are open: what was told is recorded and not worded");
    }
    return new Decision(events, new Recorded(turn, around.now()));
  }

  /**
   * The current turn is answered, in the context as it is by now.
   *
   * @param worker who answered; empty for an agent of this process
   */
  static List<SessionEvent> answered(
      SessionState state, OpenTurn turn, String worker, AgentAnswer answer, Surroundings around) {
    var end =
        new TurnEvent.Ended(turn.turn(), Outcome.ANSWERED, turn.attempt(), worker, around.now());
    return AskedAgent.answered(state, told(turn), answer, end, around);
  }

  /** An agent of this process answers the current turn instead of a worker. */
  static List<SessionEvent> standIn(SessionState state, OpenTurn turn, Surroundings around) {
    return answered(
        state,
        turn,
        "",
        around.agent().answer(turn.prompt(state.context()), view(state, around)),
        around);
  }

  static AgentView view(SessionState state, Surroundings around) {
    return new AgentView(state.context(), around.profile(), state.subject());
  }

  /** The current turn is handed out once more. */
  static List<SessionEvent> again(OpenTurn turn, Instant now) {
    return List.of(new TurnEvent.Assigned(turn.turn(), turn.attempt() + 1, now));
  }

  /** Ends what was to be answered by now; the user is told so of his own messages. */
  static List<SessionEvent> expire(SessionState state, Surroundings around) {
    var now = around.now();
    List<SessionEvent> events = new ArrayList<>();
    for (var turn : state.open().turns()) {
      if (turn.deadline().isAfter(now)) {
        continue;
      }
      var reply =
          around
              .worker()
              .filter(_ -> turn.isOfUser())
              .map(WorkerAgent::politeReply)
              .map(AgentAnswer::say)
              .orElse(AgentAnswer.NOTHING);
      events.addAll(
          AskedAgent.answered(
              SessionFold.apply(state, events),
              told(turn),
              reply,
              ended(turn, Outcome.EXPIRED, now),
              around));
    }
    return events;
  }

  /** The session ends. */
  static List<SessionEvent> cancel(SessionState state, Instant now) {
    return state.open().turns().stream()
        .<SessionEvent>map(turn -> ended(turn, Outcome.CANCELLED, now))
        .toList();
  }

  private static SessionEvent ended(OpenTurn turn, Outcome outcome, Instant now) {
    return new TurnEvent.Ended(turn.turn(), outcome, turn.attempt(), "", now);
  }

  private static Told told(OpenTurn turn) {
    return new Told(turn.userTurn(), turn.saga(), turn.traceparent());
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
