package switchboard.agent;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One turn to be answered by a worker, for the so-manieth time.
 *
 * @param session the session's id within its tenant
 * @param agent the name of the agent that is asked
 * @param turn sequence of the event that is to be answered
 * @param attempt counts how often the turn was handed out, from 1; it never repeats, so an answer
 *     to an earlier one is recognised
 * @param deadline when the session stops waiting; an answer that comes later is ignored
 */
public record Assignment(
    String tenant,
    String session,
    String agent,
    long turn,
    int attempt,
    AgentPrompt prompt,
    AgentView view,
    Instant deadline) {
  public Assignment {
    requireNonNull(prompt, "an assignment without a prompt");
    requireNonNull(view, "an assignment without a view");
    requireNonNull(deadline, "an assignment without a deadline");
    if (turn < 1 || attempt < 1) {
      throw new IllegalArgumentException("turns and attempts count from 1");
    }
  }
}
