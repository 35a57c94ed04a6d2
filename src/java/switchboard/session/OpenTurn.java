package switchboard.session;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.agent.AgentPrompt;
import switchboard.context.Context;
import switchboard.context.PendingSaga;

/**
 * A turn that a worker is to answer.
 *
 * @param turn sequence of the event to be answered
 * @param attempt how often it was handed out; 0 while it waits behind others
 * @param prompt what is asked, but for what is known only when it is handed out: the sagas that a
 *     message interrupts, and whether the user has moved on
 * @param interrupts the turns, by the sequence of their user message, whose open sagas the agent is
 *     told of
 * @param deadline when it ends unanswered
 * @param traceparent the W3C trace context that it belongs to
 */
public record OpenTurn(
    long turn,
    int attempt,
    AgentPrompt prompt,
    List<Long> interrupts,
    Instant deadline,
    Optional<String> traceparent) {
  public OpenTurn {
    requireNonNull(prompt, "a turn without a prompt");
    interrupts = List.copyOf(interrupts);
  }

  OpenTurn attempt(int now) {
    return new OpenTurn(turn, now, prompt, interrupts, deadline, traceparent);
  }

  boolean isOfUser() {
    return prompt instanceof AgentPrompt.UserSaid;
  }

  /** What is asked in this context. */
  AgentPrompt prompt(Context context) {
    return switch (prompt) {
      case AgentPrompt.UserSaid(var text, var sequence, var time, _) ->
          new AgentPrompt.UserSaid(
              text,
              sequence,
              time,
              context.pending().stream()
                  .filter(saga -> interrupts.contains(saga.turn()))
                  .map(PendingSaga::saga)
                  .toList());
      case AgentPrompt.SagaReported(var saga, var report, _) ->
          new AgentPrompt.SagaReported(saga, report, OpenTurns.movedOn(context, saga.turn()));
      case AgentPrompt.FactObserved _ -> prompt;
    };
  }

  /** Sequence of the user message that what is answered belongs to; 0 for none. */
  long userTurn() {
    return switch (prompt) {
      case AgentPrompt.UserSaid _ -> turn;
      case AgentPrompt.SagaReported(var saga, _, _) -> saga.turn();
      case AgentPrompt.FactObserved _ -> 0;
    };
  }

  /** The saga whose report is answered; else empty. */
  String saga() {
    return switch (prompt) {
      case AgentPrompt.SagaReported(var saga, _, _) -> saga.saga();
      case AgentPrompt.UserSaid _, AgentPrompt.FactObserved _ -> "";
    };
  }
}
