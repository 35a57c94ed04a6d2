package switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentPrompt.SagaReported;
import switchboard.agent.AgentPrompt.UserSaid;
import switchboard.context.Context;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

class AgentsTest {
  private final Agents agents = new Agents(List.of(new EchoAgent(), new Broken()));

  private static final class Broken implements Agent {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void anAgentAnswersByItsNameAndTheFirstOneForAllOthers() {
    var echo = AgentAnswer.say(EchoAgent.reply("hi")).text();
    var said = new UserSaid("hi", 2, Instant.EPOCH);
    assertThat(agents.named("echo").answer(said, AgentView.of(Context.EMPTY)).text())
        .isEqualTo(echo);
    assertThat(agents.named("gone").answer(said, AgentView.of(Context.EMPTY)).text())
        .isEqualTo(echo);
    assertThat(agents.names()).containsExactlyInAnyOrder("echo", "broken");
  }

  @Test
  void anAgentThatFailsCostsItsAnswerAndNoMore() {
    var broken = agents.named("broken");
    assertThat(broken.answer(new UserSaid("hi", 2, Instant.EPOCH), AgentView.of(Context.EMPTY)))
        .isEqualTo(GuardedAgent.APOLOGY);
    var saga = new PendingSaga("s.4", "t", Map.of(), 4, 2, Instant.EPOCH, 0, false);
    var report = new SagaReport.Progressed("step", List.of());
    assertThat(broken.answer(new SagaReported(saga, report, false), AgentView.of(Context.EMPTY)))
        .isEqualTo(AgentAnswer.NOTHING);
  }
}
