package switchboard.agent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent whose failures cost an answer and no more. Left to the session, they would stop it
 * before the user's message or the saga's report is recorded, at every repetition anew.
 */
record GuardedAgent(Agent agent) implements Agent {
  static final AgentAnswer APOLOGY =
      AgentAnswer.say("Something went wrong on my side. Please ask me again.");

  private static final Logger LOG = LoggerFactory.getLogger(GuardedAgent.class);

  @Override
  public String name() {
    return agent.name();
  }

  @Override
  public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
    try {
      return agent.answer(prompt, view);
    } catch (RuntimeException failure) {
      LOG.error("an agent failed, its answer is left out: {}", agent.name(), failure);
      return switch (prompt) {
        case AgentPrompt.UserSaid _ -> APOLOGY;
        case AgentPrompt.SagaReported _, AgentPrompt.FactObserved _ -> AgentAnswer.NOTHING;
      };
    }
  }
}
