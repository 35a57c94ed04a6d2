package switchboard.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import switchboard.agent.AgentAnswer;
import switchboard.context.Context;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectRequest.Answer;
import switchboard.v1.ConnectRequest.Register;

/**
 * Reads what workers say; every violation of the contract is noted in the checks, and what is
 * returned is meaningful only without one.
 */
public final class WorkerAnswers {
  private static final int MAX_CAPACITY = 1_000;
  private static final int MAX_NAME = 64;
  private static final int MAX_HOST = 253;
  private static final int MAX_OF_A_KIND = 16;
  private static final int MAX_ENTRIES = 64;
  private static final int MAX_INPUT = 1_024;
  private static final int MAX_PROFILE_VALUE = 4_096;
  private static final int MAX_ID = 256;
  private static final int MAX_REASON = 200;
  private static final Duration LONGEST_SAGA = Duration.ofDays(30);

  private WorkerAnswers() {}

  /** Who the worker is, with a capacity of 1 if it says none. */
  public static Register introduction(FieldChecks checks, Register register, Set<String> agents) {
    if (!agents.contains(register.getAgent())) {
      checks.violated(
          "register.agent",
          "must be configured under switchboard.workers.agents, which has "
              + (agents.isEmpty() ? "none" : String.join(", ", new TreeSet<>(agents))));
    }
    checks.visible("register.version", register.getVersion(), 0, MAX_NAME);
    checks.visible("register.instance_id", register.getInstanceId(), 1, MAX_NAME);
    checks.visible("register.host", register.getHost(), 0, MAX_HOST);
    if (register.getCapacity() < 0 || register.getCapacity() > MAX_CAPACITY) {
      checks.violated("register.capacity", "must be 1 to 1,000");
    }
    if (register.getProcessId() < 0) {
      checks.violated("register.process_id", "must not be negative");
    }
    return register.getCapacity() == 0 ? register.toBuilder().setCapacity(1).build() : register;
  }

  /** Whether a piece of an answer can be passed on. */
  public static boolean delta(FieldChecks checks, ConnectRequest.Delta delta) {
    text(checks, "delta.text", delta.getText());
    return checks.problem().isEmpty();
  }

  /** Why a worker failed, in at most 200 characters. */
  public static String reason(ConnectRequest.Failed failed) {
    var reason = failed.getReason();
    return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
  }

  /** What a worker answers to a turn. */
  public static AgentAnswer answer(FieldChecks checks, Answer answer) {
    text(checks, "answer.text", answer.getText());
    few(checks, "answer.sagas", answer.getSagasCount(), MAX_OF_A_KIND);
    few(checks, "answer.decisions", answer.getDecisionsCount(), MAX_OF_A_KIND);
    few(checks, "answer.taken_back_sagas", answer.getTakenBackSagasCount(), MAX_OF_A_KIND);
    answer
        .getTakenBackSagasList()
        .forEach(saga -> checks.visible("answer.taken_back_sagas", saga, 1, MAX_ID));
    entries(checks, "answer.profile", answer.getProfileMap(), 1, MAX_PROFILE_VALUE);
    return new AgentAnswer(
        Optional.of(answer.getText()).filter(text -> !text.isEmpty()),
        answer.getInterim(),
        answer.hasGoals() ? Optional.of(goals(checks, answer.getGoals())) : Optional.empty(),
        answer.getSagasList().stream().map(saga -> saga(checks, saga)).toList(),
        answer.getDecisionsList().stream().map(each -> decision(checks, each)).toList(),
        answer.getProfileMap(),
        answer.getTakenBackSagasList());
  }

  private static AgentAnswer.Goals goals(FieldChecks checks, ConnectRequest.Goals goals) {
    if (!goals.hasGoal()) {
      checks.violated("answer.goals.goal", "is required where there are goals");
    }
    few(
        checks,
        "answer.goals.suspended_goals",
        goals.getSuspendedGoalsCount(),
        Context.MAX_SUSPENDED);
    return new AgentAnswer.Goals(
        ContextChanges.goal(checks, "answer.goals.goal", goals.getGoal()),
        goals.getSuspendedGoalsList().stream()
            .map(goal -> ContextChanges.goal(checks, "answer.goals.suspended_goals", goal))
            .toList());
  }

  private static AgentAnswer.SagaStart saga(FieldChecks checks, ConnectRequest.SagaStart saga) {
    checks.visible("answer.sagas.type", saga.getType(), 1, MAX_NAME);
    entries(checks, "answer.sagas.input", saga.getInputMap(), 0, MAX_INPUT);
    return new AgentAnswer.SagaStart(
        saga.getType(), saga.getInputMap(), within(checks, saga.getWithin()));
  }

  private static Duration within(FieldChecks checks, com.google.protobuf.Duration given) {
    boolean fits =
        given.getSeconds() >= 0
            && given.getSeconds() <= LONGEST_SAGA.toSeconds()
            && given.getNanos() >= 0
            && given.getNanos() <= 999_999_999;
    var within = fits ? Duration.ofSeconds(given.getSeconds(), given.getNanos()) : Duration.ZERO;
    if (!within.isPositive() || within.compareTo(LONGEST_SAGA) > 0) {
      checks.violated("answer.sagas.within", "must be more than 0 and at most 30 days");
    }
    return within;
  }

  private static AgentAnswer.Decision decision(
      FieldChecks checks, ConnectRequest.Decision decision) {
    checks.visible("answer.decisions.saga", decision.getSaga(), 1, MAX_ID);
    checks.visible("answer.decisions.step", decision.getStep(), 1, MAX_NAME);
    checks.visible("answer.decisions.choice", decision.getChoice(), 1, MAX_NAME);
    return new AgentAnswer.Decision(decision.getSaga(), decision.getStep(), decision.getChoice());
  }

  private static void text(FieldChecks checks, String field, String text) {
    if (text.length() > FieldChecks.MAX_TEXT_BYTES
        || text.getBytes(StandardCharsets.UTF_8).length > FieldChecks.MAX_TEXT_BYTES) {
      checks.violated(field, "must be at most 16,384 bytes of UTF-8");
    }
  }

  private static void entries(
      FieldChecks checks, String field, Map<String, String> entries, int least, int most) {
    few(checks, field, entries.size(), MAX_ENTRIES);
    entries.forEach(
        (name, value) -> {
          checks.visible(field, name, 1, MAX_NAME);
          if (value.length() < least || value.length() > most) {
            checks.violated(field, "must have values of " + least + " to " + most + " characters");
          }
        });
  }

  private static void few(FieldChecks checks, String field, int count, int most) {
    if (count > most) {
      checks.violated(field, "must be at most " + most);
    }
  }
}
