package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.context.Goal;
import switchboard.context.Slot;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectRequest.Answer;

class WorkerAnswersTest {
  private static final ConnectRequest.SagaStart SAGA =
      ConnectRequest.SagaStart.newBuilder()
          .setType("order_status")
          .putInput("order_id", "X-1")
          .setWithin(Duration.newBuilder().setSeconds(5).setNanos(500_000_000))
          .build();

  @Test
  void anEmptyAnswerSaysAndChangesNothing() {
    var checks = new FieldChecks();
    assertThat(WorkerAnswers.answer(checks, Answer.getDefaultInstance()))
        .isEqualTo(AgentAnswer.NOTHING);
    assertThat(checks.problem()).isEmpty();
  }

  @Test
  void everyPartOfAnAnswerArrives() {
    var goal =
        switchboard.v1.Goal.newBuilder()
            .setIntent("i")
            .setStatus(switchboard.v1.Goal.Status.AWAITING_SYSTEM)
            .putSlots(
                "s",
                switchboard.v1.Slot.newBuilder()
                    .setValue("v")
                    .setConfidence(0.5)
                    .setSourceSequence(3)
                    .build());
    var answer =
        Answer.newBuilder()
            .setText("hello")
            .setInterim(true)
            .setGoals(ConnectRequest.Goals.newBuilder().setGoal(goal).addSuspendedGoals(goal))
            .addSagas(SAGA)
            .addDecisions(
                ConnectRequest.Decision.newBuilder().setSaga("s.1").setStep("q").setChoice("YES"))
            .putProfile("name", "value")
            .addTakenBackSagas("s.2")
            .build();
    var checks = new FieldChecks();
    var read = WorkerAnswers.answer(checks, answer);
    assertThat(checks.problem()).isEmpty();
    var same = new Goal("i", Goal.Status.AWAITING_SYSTEM, Map.of("s", new Slot("v", 0.5, 3)));
    assertThat(read)
        .isEqualTo(
            new AgentAnswer(
                Optional.of("hello"),
                true,
                Optional.of(new AgentAnswer.Goals(same, List.of(same))),
                List.of(
                    new AgentAnswer.SagaStart(
                        "order_status",
                        Map.of("order_id", "X-1"),
                        java.time.Duration.ofMillis(5_500))),
                List.of(new AgentAnswer.Decision("s.1", "q", "YES")),
                Map.of("name", "value"),
                List.of("s.2")));
  }

  @Test
  void everythingOutsideTheContractIsNamed() {
    violates("answer.text", answer -> answer.setText("é".repeat(8_193)));
    violates("answer.goals.goal", answer -> answer.getGoalsBuilder());
    violates("answer.sagas.type", answer -> answer.addSagas(SAGA.toBuilder().clearType()));
    violates("answer.sagas.within", answer -> answer.addSagas(SAGA.toBuilder().clearWithin()));
    violates("answer.sagas.within", answer -> answer.addSagas(within(-1)));
    violates("answer.sagas.within", answer -> answer.addSagas(within(Long.MAX_VALUE)));
    violates(
        "answer.sagas.input",
        answer -> answer.addSagas(SAGA.toBuilder().putInput("k", "x".repeat(1_025))));
    violates("answer.sagas", answer -> answer.addAllSagas(Collections.nCopies(17, SAGA)));
    violates(
        "answer.decisions.saga",
        answer -> answer.addDecisions(ConnectRequest.Decision.getDefaultInstance()));
    violates("answer.profile", answer -> answer.putProfile("name", ""));
    violates("answer.profile", answer -> answer.putProfile("two words", "x"));
    violates("answer.taken_back_sagas", answer -> answer.addTakenBackSagas(""));
  }

  @Test
  void aWorkerSaysWhoItIs() {
    var register = ConnectRequest.Register.newBuilder().setAgent("a").setInstanceId("one").build();
    var checks = new FieldChecks();
    assertThat(WorkerAnswers.introduction(checks, register, Set.of("a")).getCapacity()).isOne();
    assertThat(checks.problem()).isEmpty();
    for (var wrong :
        List.of(
            register.toBuilder().setAgent("b"),
            register.toBuilder().clearInstanceId(),
            register.toBuilder().setCapacity(1_001),
            register.toBuilder().setCapacity(-1),
            register.toBuilder().setProcessId(-1),
            register.toBuilder().setHost("a b"),
            register.toBuilder().setVersion("x".repeat(65)))) {
      var found = new FieldChecks();
      WorkerAnswers.introduction(found, wrong.build(), Set.of("a"));
      assertThat(found.problem()).isPresent();
    }
  }

  @Test
  void aReasonIsCutToItsLength() {
    var failed = ConnectRequest.Failed.newBuilder().setReason("x".repeat(300)).build();
    assertThat(WorkerAnswers.reason(failed)).hasSize(200);
  }

  private static ConnectRequest.SagaStart within(long seconds) {
    return SAGA.toBuilder().setWithin(Duration.newBuilder().setSeconds(seconds)).build();
  }

  private static void violates(String field, Consumer<Answer.Builder> change) {
    var answer = Answer.newBuilder();
    change.accept(answer);
    var checks = new FieldChecks();
    WorkerAnswers.answer(checks, answer.build());
    assertThat(checks.problem().orElseThrow().toString()).contains(field);
  }
}
