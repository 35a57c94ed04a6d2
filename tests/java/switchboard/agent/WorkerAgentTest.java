package switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is configured of agents that workers answer, and what is taken of their answers. */
class WorkerAgentTest {
  private static Config config(String agents) {
    return ConfigFactory.parseString("switchboard.workers.agents { " + agents + " }")
        .withFallback(ConfigFactory.parseResources("workers.conf"))
        .resolve();
  }

  private static Agents agents(String standIn) {
    var configured = WorkerAgent.from(config("concierge { without-worker = " + standIn + " }"));
    return new Agents(
        List.of(new EchoAgent()), configured, Workers.NONE, new AnswerLimits("known"::equals));
  }

  @Test
  void noAgentIsConfiguredAtFirst() {
    assertThat(WorkerAgent.from(config(""))).isEmpty();
  }

  @Test
  void anAgentHasTheDefaultsUnlessItSaysOtherwise() {
    var agents = WorkerAgent.from(config("\"con.cierge\" { turn-timeout = 10 s }"));
    var agent = agents.get("con.cierge");
    assertThat(agent.turnTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(agent.standIn()).isEmpty();
    assertThat(agent.mergeWindow()).isEqualTo(Duration.ofSeconds(2));
    assertThat(agent.politeReply()).isNotBlank();
  }

  @Test
  void whatCannotBeKeptIsRefused() {
    for (var wrong : List.of("turn-timeout = 0 s", "merge-window = -1 s", "polite-reply = \" \"")) {
      assertThatThrownBy(() -> WorkerAgent.from(config("concierge { " + wrong + " }")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("switchboard.workers.agents.concierge." + wrong.split(" ")[0]);
    }
    assertThatThrownBy(() -> agents("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without-worker");
  }

  @Test
  void anAgentOfTheNodeGoesBeforeOneOfWorkers() {
    var echo = WorkerAgent.from(config("echo {}"));
    var agents = new Agents(List.of(new EchoAgent()), echo, Workers.NONE, AnswerLimits.ANY_SAGA);
    assertThat(agents.ofWorkers("echo")).isEmpty();
    assertThat(agents("echo").ofWorkers("concierge")).isPresent();
    assertThat(agents("echo").names()).containsExactlyInAnyOrder("echo", "concierge");
  }

  @Test
  void whatIsTooMuchOfAnAnswerIsLeftOutAndTheRestIsKept() {
    var known = new AgentAnswer.SagaStart("known", Map.of(), Duration.ofMinutes(1));
    var unknown = new AgentAnswer.SagaStart("unknown", Map.of(), Duration.ofMinutes(1));
    var answer =
        new AgentAnswer(
            Optional.of("x".repeat(AnswerLimits.MOST_TEXT + 1)),
            false,
            Optional.empty(),
            List.of(unknown, known),
            List.of(),
            Map.of("a", "b"));
    var kept = agents("queue").limits().check(answer, "Sorry.");
    assertThat(kept.whole()).isFalse();
    assertThat(kept.answer().text()).contains("Sorry.");
    assertThat(kept.answer().sagas()).containsExactly(known);
    assertThat(kept.answer().profile()).isEqualTo(Map.of("a", "b"));
    assertThat(agents("queue").limits().check(AgentAnswer.say("hi"), "").whole()).isTrue();
  }
}
