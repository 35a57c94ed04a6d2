package switchboard.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Goal;
import switchboard.context.Slot;

/**
 * Answers every message with a text of exactly 150 characters made from it, and records its length
 * as a slot: what a caller expects of a session can be computed from what was sent, so replays and
 * benchmarks check every event.
 */
public final class EchoAgent implements Agent {
  /** The name that sessions are created with. */
  public static final String NAME = "echo";

  /** How long every reply is. */
  public static final int REPLY_LENGTH = 150;

  /** The slot that every turn records. */
  public static final String SLOT = "last_message_length";

  private static final String INTENT = "echo";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
    return switch (prompt) {
      case AgentPrompt.UserSaid(var text, var sequence, _, _) ->
          AgentAnswer.say(reply(text)).with(goals(view.context().goal(), text, sequence));
      case AgentPrompt.SagaReported _, AgentPrompt.FactObserved _ -> AgentAnswer.NOTHING;
    };
  }

  /** The reply to a text: it, quoted, cut or filled to 150 characters. */
  public static String reply(String text) {
    var quoted = "You said: " + text + " ";
    return quoted
        .repeat(1 + REPLY_LENGTH / quoted.length())
        .substring(0, REPLY_LENGTH)
        // half of a surrogate pair would not survive UTF-8
        .replaceFirst("[\\ud800-\\udbff]$", ".");
  }

  private static AgentAnswer.Goals goals(Optional<Goal> before, String text, long sequence) {
    Map<String, Slot> slots = new HashMap<>(before.map(Goal::slots).orElse(Map.of()));
    slots.put(SLOT, new Slot(Integer.toString(text.length()), 1.0, sequence));
    return new AgentAnswer.Goals(new Goal(INTENT, Goal.Status.AWAITING_USER, slots), List.of());
  }
}
