package switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.agent.AgentAnswer.Goals;
import switchboard.context.Context;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.context.Slot;

class EchoAgentTest {
  private final EchoAgent agent = new EchoAgent();

  static Stream<String> texts() {
    var lengths = IntStream.of(1, 2, 137, 138, 139, 140, 150, 151, 16_384).mapToObj("x"::repeat);
    var surrogates = IntStream.range(0, 8).mapToObj(i -> "a".repeat(i) + "🛵".repeat(100));
    return Stream.concat(
        Stream.of("hi", "日本語", "\n", "e\u0301"), Stream.concat(lengths, surrogates));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aReplyIsAlwaysOf150CharactersAndSurvivesUtf8(String text) {
    var reply = EchoAgent.reply(text);
    assertThat(reply).hasSize(EchoAgent.REPLY_LENGTH).isEqualTo(EchoAgent.reply(text));
    var bytes = reply.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(reply);
    assertThat(reply)
        .startsWith("You said: " + text.substring(0, 1).replace("🛵".substring(0, 1), "🛵"));
  }

  @Test
  void aTurnSaysTheReplyAndRecordsTheLengthBesideOtherSlots() {
    var before = new Goal("echo", Goal.Status.AWAITING_USER, Map.of("kept", new Slot("v", 0.5, 1)));
    var context = Context.EMPTY.with(Optional.of(before), List.of(), 2);
    var answer =
        agent.answer(
            new AgentPrompt.UserSaid("hello", 7, java.time.Instant.EPOCH), AgentView.of(context));
    assertThat(answer.text()).contains(EchoAgent.reply("hello"));
    assertThat(answer.interim()).isFalse();
    assertThat(answer.sagas()).isEmpty();
    assertThat(answer.goals().map(Goals::goal).map(Goal::slots))
        .contains(Map.of("kept", new Slot("v", 0.5, 1), EchoAgent.SLOT, new Slot("5", 1.0, 7)));
  }

  @Test
  void aSagaIsNoneOfItsBusiness() {
    var saga = new PendingSaga("s.3", "t", Map.of(), 3, 2, java.time.Instant.EPOCH, 0, false);
    var prompt =
        new AgentPrompt.SagaReported(saga, new SagaReport.Progressed("s", List.of()), false);
    assertThat(agent.answer(prompt, AgentView.of(Context.EMPTY))).isEqualTo(AgentAnswer.NOTHING);
    assertThat(AgentAnswer.NOTHING.goals()).isEqualTo(Optional.empty());
  }
}
