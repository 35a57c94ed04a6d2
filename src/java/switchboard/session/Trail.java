package switchboard.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.context.PendingSaga;
import switchboard.telemetry.Hop;
import switchboard.telemetry.Meters;
import switchboard.telemetry.Traces;
import switchboard.telemetry.Traces.Kind;

/**
 * What is told of the one thing that a session is at: the spans of deciding and of appending, and
 * how long recovery and answers took. A session decides and appends one thing after the other, so
 * there is never more than one of each.
 */
final class Trail {
  private final Traces traces;
  private final Meters meters;
  private final SessionId id;
  private final long began;
  private Hop decision = Hop.NONE;
  private Hop append = Hop.NONE;

  /**
   * The trail of one entity.
   *
   * @param began when it was started, by nanoTime
   */
  Trail(ActorSystem<?> system, SessionId id, long began) {
    this.traces = Traces.get(system.classicSystem());
    this.meters = Meters.get(system.classicSystem());
    this.id = id;
    this.began = began;
  }

  /** Its events are read. One that has none was not recovered but begun. */
  void recovered(SessionState state) {
    if (state.life() != SessionState.Life.NONE) {
      meters.sessionRecovered(System.nanoTime() - began);
    }
  }

  /**
   * A command is to be decided.
   *
   * @return the command, with the decision's span as the parent of what it causes: that is what its
   *     events keep, so what a saga does for it days later still finds its parent
   */
  SessionCommand begin(SessionState state, SessionCommand command) {
    if (!traces.on()) {
      return command;
    }
    if (command instanceof SessionCommand.SendMessage said) {
      // the parent came with the command: the asking node's span
      decision = traces.begin("session.decide", Kind.INTERNAL, said.traceparent());
      return tagged() ? said.tracedBy(decision.carried(said.traceparent())) : said;
    }
    if (command instanceof SessionCommand.ReportSaga report) {
      decision = traces.begin("session.decide", Kind.INTERNAL, parent(state, report.saga()));
      tagged();
    }
    return command;
  }

  /**
   * The span of a saga, from the trace context that was stored when the saga was asked for: the
   * saga derives the same, and tells it when it ends.
   */
  private Optional<String> parent(SessionState state, String saga) {
    var stored = state.context().pending(saga).flatMap(PendingSaga::traceparent);
    return traces.within(stored, id.tenant() + "/" + saga);
  }

  private boolean tagged() {
    if (decision.isKept()) {
      decision.tag(Hop.SESSION, id.name());
    }
    return decision.isKept();
  }

  /** Nothing comes of the command. */
  void unchanged() {
    decision.end();
    decision = Hop.NONE;
  }

  /** What was decided goes to the journal. */
  void persisting(SessionState state, List<SessionEvent> events) {
    if (traces.on() && !decision.isKept()) {
      // of a worker's answer the parent is the decision that opened the turn, which the turn keeps
      var worked =
          state
              .open()
              .current()
              .filter(turn -> events.stream().anyMatch(event -> isAnswer(event, turn.turn())))
              .flatMap(OpenTurn::traceparent);
      decision = traces.begin("session.decide", Kind.INTERNAL, worked);
      tagged();
    }
    decision.end();
    if (decision.isKept()) {
      append = traces.begin("journal.append", Kind.INTERNAL, decision.carried(Optional.empty()));
    }
  }

  private static boolean isAnswer(SessionEvent event, long turn) {
    return event instanceof TurnEvent.Ended ended
        && ended.turn() == turn
        && ended.outcome() == TurnEvent.Outcome.ANSWERED;
  }

  /**
   * It is durable.
   *
   * @return the trace context for whoever is told of it
   */
  Optional<String> recorded(SessionState after, List<SessionEvent> events) {
    var carried = decision.carried(Optional.empty());
    append.tag("switchboard.sequence", after.lastSequence()).end();
    append = Hop.NONE;
    decision = Hop.NONE;
    events.forEach(event -> measure(after, event));
    return carried;
  }

  /** How long a user's message waited for the last word on it, as far as the memory reaches. */
  private void measure(SessionState after, SessionEvent event) {
    if (event instanceof SessionEvent.AgentMessageRecorded said
        && said.turn() != 0
        && !said.interim()) {
      after.context().turns().stream()
          .filter(turn -> turn.sequence() == said.turn())
          .findFirst()
          .ifPresent(turn -> meters.answered(Duration.between(turn.time(), said.time())));
    }
  }

  /**
   * It could not be appended.
   *
   * @return what it was part of, for the log
   */
  Hop failed(Throwable failure) {
    var failed = append;
    append.fail(failure.getClass().getSimpleName());
    append = Hop.NONE;
    decision = Hop.NONE;
    return failed;
  }
}
