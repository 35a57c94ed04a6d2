package switchboard.faults;

import java.time.Duration;
import java.util.Map;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.context.Goal;

/** Makes whatever is said the goal, starts work for it, and tells of what the work reports. */
final class WorkingAgent implements Agent {
  @Override
  public String name() {
    return "working";
  }

  @Override
  public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
    return switch (prompt) {
      case AgentPrompt.UserSaid(var text, _, _, _) ->
          AgentAnswer.say("working on " + text)
              .with(
                  AgentAnswer.Goals.begin(
                      new Goal(text, Goal.Status.AWAITING_SYSTEM, Map.of()), view.context()))
              .starting(new AgentAnswer.SagaStart("work", Map.of(), Duration.ofMinutes(1)));
      case AgentPrompt.SagaReported(_, var report, _) ->
          AgentAnswer.say("news of " + report.facts().getFirst().id());
      case AgentPrompt.FactObserved _ -> AgentAnswer.NOTHING;
    };
  }
}
