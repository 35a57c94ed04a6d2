package switchboard.worker;

import java.time.Instant;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.agent.Assignment;
import switchboard.context.Context;
import switchboard.context.Turn;

/** Turns to be handed out: of agent "helper", to answer the user's "hello" with sequence 7. */
final class Turns {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Turns() {}

  static Assignment turn(String session, int attempt) {
    return turn(session, attempt, Instant.parse("2100-01-01T00:00:00Z"));
  }

  static Assignment turn(String session, int attempt, Instant deadline) {
    var context = Context.EMPTY.remember(new Turn(7, Turn.Role.USER, "hello", NOW));
    return new Assignment(
        "acme",
        session,
        "helper",
        7,
        attempt,
        new AgentPrompt.UserSaid("hello", 7, NOW),
        AgentView.of(context, "partner-1"),
        deadline);
  }
}
