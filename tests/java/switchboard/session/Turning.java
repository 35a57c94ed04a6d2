package switchboard.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.EchoAgent;
import switchboard.agent.WorkerAgent;
import switchboard.context.Context;
import switchboard.context.MemoryPolicy;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.session.SessionRules.Surroundings;

/** A session whose turns workers answer, in memory, with all that was recorded of it. */
final class Turning {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration TIMEOUT = Duration.ofSeconds(30);
  static final Duration WINDOW = Duration.ofSeconds(2);
  static final String POLITE = "Please ask me again.";
  static final WorkerAgent WORKER =
      new WorkerAgent("concierge", TIMEOUT, Optional.empty(), POLITE, WINDOW);

  final List<SessionEvent> recorded = new ArrayList<>();
  Agent standIn = new EchoAgent();
  SessionState state = SessionState.none(new SessionId("acme", "s1"));
  Instant now = START;
  private int requests;

  Turning() {
    execute(new SessionCommand.Create("partner-1", "app", "en", "concierge", mark("create")));
  }

  static RequestMark mark(String request) {
    return new RequestMark(request, "00");
  }

  Surroundings around() {
    var memory = new MemoryPolicy(Context.MAX_TURNS, 1 << 20, _ -> 1, (_, _) -> "short");
    return new Surroundings(standIn, Optional.of(WORKER), List.of(), memory, "k1", "here", "", now);
  }

  SessionReply execute(SessionCommand command) {
    var decision = SessionRules.decide(state, command, around());
    record(decision.events());
    return decision.reply();
  }

  List<SessionEvent> record(List<SessionEvent> events) {
    state = SessionFold.apply(state, events);
    recorded.addAll(events);
    return events;
  }

  SessionReply say(String text, WhenBusy whenBusy) {
    return execute(
        new SessionCommand.SendMessage(text, mark("m" + ++requests), Optional.empty(), whenBusy));
  }

  SessionReply say(String text) {
    return say(text, WhenBusy.ENQUEUE);
  }

  OpenTurn current() {
    return state.open().current().orElseThrow();
  }

  List<SessionEvent> answer(AgentAnswer answer) {
    return record(WorkerTurns.answered(state, current(), "w1", answer, around()));
  }

  List<SessionEvent> again() {
    return record(WorkerTurns.again(current(), now));
  }

  List<SessionEvent> expire() {
    return record(WorkerTurns.expire(state, around()));
  }

  SessionReply report(PendingSaga saga, SagaReport report) {
    return execute(new SessionCommand.ReportSaga(saga.saga(), saga.lastReport() + 1, report));
  }

  PendingSaga saga() {
    return state.context().pending().getFirst();
  }

  List<Long> open() {
    return state.open().turns().stream().map(OpenTurn::turn).toList();
  }
}
