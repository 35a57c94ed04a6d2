package switchboard.agent;

/**
 * Answers every message as {@link EchoAgent} does and leaves the goals alone: for whoever keeps
 * them from outside, through UpdateContext.
 */
public final class ParrotAgent implements Agent {
  /** The name that sessions are created with. */
  public static final String NAME = "parrot";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
    return switch (prompt) {
      case AgentPrompt.UserSaid(var text, _, _, _) -> AgentAnswer.say(EchoAgent.reply(text));
      case AgentPrompt.SagaReported _, AgentPrompt.FactObserved _ -> AgentAnswer.NOTHING;
    };
  }
}
