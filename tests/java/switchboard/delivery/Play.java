package switchboard.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;

/** Plays a session around the agent: keeps its context as sessions do, and hands on its answers. */
final class Play {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final DeliveryAgent agent = new DeliveryAgent(Settings.with(Duration.ofSeconds(20)));
  private final List<PendingSaga> started = new ArrayList<>();
  private final Map<String, Long> reports = new HashMap<>();
  private Context context = Context.EMPTY;
  private Instant now = NOW;
  private long sequence = 1;
  private long lastUser;

  /** The user says something. */
  AgentAnswer say(String text) {
    lastUser = ++sequence;
    return taken(new AgentPrompt.UserSaid(text, sequence, now), lastUser);
  }

  /** The saga of a type that was started last tells something. */
  AgentAnswer tell(String type, SagaReport report) {
    sequence++;
    var saga = saga(type);
    var before = context.pending(saga.saga()).orElseThrow();
    context = context.reported(before, reports.merge(saga.saga(), 1L, Long::sum), report, sequence);
    return taken(new AgentPrompt.SagaReported(before, report, lastUser > saga.turn()), saga.turn());
  }

  AgentAnswer end(String type, SagaOutcome outcome, String reason, Fact... facts) {
    return tell(type, new SagaReport.Ended(outcome, List.of(facts), reason));
  }

  AgentAnswer ask(String type, Fact... facts) {
    return tell(
        type,
        new SagaReport.Asked(
            "decision", List.of("HOLD", "GO_ON"), now.plusSeconds(60), List.of(facts)));
  }

  /** Something becomes known unasked. */
  AgentAnswer observe(Fact told) {
    sequence++;
    var before = context.fact(told.kind(), told.id());
    context = context.observed(told, sequence);
    return taken(
        new AgentPrompt.FactObserved(context.fact(told.kind(), told.id()).orElseThrow(), before),
        0);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Goal goal() {
    return context.goal().orElseThrow();
  }

  List<Goal> aside() {
    return context.suspended();
  }

  Context context() {
    return context;
  }

  /** The saga of a type that was started last. */
  PendingSaga saga(String type) {
    return started.stream().filter(each -> each.type().equals(type)).toList().getLast();
  }

  Fact fact(String kind, String id, Map<String, String> attributes) {
    return new Fact(kind, id, attributes, now, kind + ".replies");
  }

  private AgentAnswer taken(AgentPrompt prompt, long turn) {
    var answer = agent.answer(prompt, AgentView.of(context, "partner-1"));
    answer
        .goals()
        .ifPresent(
            goals ->
                context = context.with(Optional.of(goals.goal()), goals.suspended(), ++sequence));
    for (var decision : answer.decisions()) {
      context = context.decided(decision.saga(), ++sequence);
    }
    for (var start : answer.sagas()) {
      var id = "s." + ++sequence;
      var saga =
          new PendingSaga(
              id, start.type(), start.input(), sequence, turn, now.plus(start.within()), 0, false);
      started.add(saga);
      context = context.await(saga);
    }
    return answer;
  }
}
