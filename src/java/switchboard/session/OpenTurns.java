package switchboard.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.agent.AgentPrompt;
import switchboard.context.Context;
import switchboard.context.Turn;
import switchboard.session.TurnEvent.Matter;

/**
 * The turns of a session that workers are to answer, the oldest first. The first is the current
 * one: one at a time is handed out. Pure.
 */
public record OpenTurns(List<OpenTurn> turns) {
  public static final OpenTurns NONE = new OpenTurns(List.of());

  public OpenTurns {
    turns = List.copyOf(turns);
  }

  /** The one that is handed out. */
  public Optional<OpenTurn> current() {
    return turns.stream().findFirst();
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  /** The current turn, if that is this attempt of it. */
  Optional<OpenTurn> current(long turn, int attempt) {
    return current().filter(it -> it.turn() == turn && it.attempt() == attempt);
  }

  /**
   * A turn was opened.
   *
   * @param context as it is after the event to be answered
   */
  OpenTurns opened(TurnEvent.Opened event, Context context) {
    var prompt = prompt(event, context);
    if (prompt.isEmpty()) {
      return this;
    }
    var interrupts =
        event.matter() instanceof Matter.Message message ? message.interrupts() : List.<Long>of();
    var opened =
        new OpenTurn(
            event.turn(),
            turns.isEmpty() ? 1 : 0,
            prompt.get(),
            interrupts,
            event.deadline(),
            event.traceparent());
    var longer = new ArrayList<>(turns);
    longer.add(opened);
    return new OpenTurns(longer);
  }

  /** Empty if the message cannot be read any more, which is so only of erased sessions. */
  private Optional<AgentPrompt> prompt(TurnEvent.Opened event, Context context) {
    return switch (event.matter()) {
      case Matter.Message(var joined, _) ->
          context.turns().stream()
              .filter(said -> said.sequence() == event.turn())
              .findFirst()
              .map(said -> said(said, joined));
      case Matter.Report(var saga, var content) ->
          Optional.of(new AgentPrompt.SagaReported(saga, content, false));
      case Matter.Observation(var fact, var before) ->
          Optional.of(new AgentPrompt.FactObserved(fact, before));
    };
  }

  private AgentPrompt said(Turn said, List<Long> joined) {
    var text = new StringBuilder();
    for (var turn : turns) {
      if (joined.contains(turn.turn())
          && turn.prompt() instanceof AgentPrompt.UserSaid(var earlier, _, _, _)) {
        text.append(earlier).append('\n');
      }
    }
    return new AgentPrompt.UserSaid(
        text.append(said.text()).toString(), said.sequence(), said.time());
  }

  static boolean movedOn(Context context, long turn) {
    return context.turns().stream()
        .anyMatch(said -> said.role() == Turn.Role.USER && said.sequence() > turn);
  }

  OpenTurns assigned(TurnEvent.Assigned event) {
    return new OpenTurns(
        turns.stream()
            .map(it -> it.turn() == event.turn() ? it.attempt(event.attempt()) : it)
            .toList());
  }

  OpenTurns ended(TurnEvent.Ended event) {
    var left = new ArrayList<>(turns);
    left.removeIf(it -> it.turn() == event.turn());
    if (!left.isEmpty() && left.getFirst().attempt() == 0) {
      left.set(0, left.getFirst().attempt(1));
    }
    return new OpenTurns(left);
  }
}
