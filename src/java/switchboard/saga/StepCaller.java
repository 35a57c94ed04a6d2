package switchboard.saga;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks services over HTTP. Never fails: an answer says so if nothing was done. */
public interface StepCaller {
  CompletionStage<StepAnswer> call(Call call);

  /**
   * One attempt of a step.
   *
   * @param stepKey the same for every attempt: the service takes effect once
   * @param within how long it may take
   */
  record Call(
      SagaId saga,
      String stepKey,
      String step,
      Ask.Target.Service target,
      Map<String, String> body,
      Optional<String> traceparent,
      Duration within) {}
}
