package switchboard.cluster;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.http.HttpCall;
import switchboard.http.HttpOutcome;
import switchboard.http.HttpServices;
import switchboard.saga.StepAnswer;
import switchboard.saga.StepCaller;

/** Makes sagas' calls over HTTP. */
final class HttpSteps implements StepCaller {
  private final HttpServices services;
  private final Clock clock;

  HttpSteps(HttpServices services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  @Override
  public CompletionStage<StepAnswer> call(Call call) {
    HttpCall request;
    try {
      request =
          new HttpCall(
              call.target().service(),
              HttpCall.Method.valueOf(call.target().method()),
              call.target().path(),
              call.body(),
              call.stepKey(),
              call.saga().entityId(),
              call.traceparent(),
              call.within());
    } catch (IllegalArgumentException malformed) {
      return CompletableFuture.completedStage(refused(call, "MALFORMED_CALL"));
    }
    return services.call(request).thenApply(outcome -> answer(call, outcome));
  }

  private StepAnswer answer(Call call, HttpOutcome outcome) {
    return switch (outcome) {
      case HttpOutcome.Answered(var ok, var reason, var facts, var asOf) ->
          new StepAnswer(call.step(), ok, reason, facts, millis(asOf), call.target().service());
      // whether the effect is known follows from the reason, see StepAnswer
      case HttpOutcome.NotDone(var reason, _) -> refused(call, reason);
    };
  }

  private StepAnswer refused(Call call, String reason) {
    return new StepAnswer(
        call.step(), false, reason, Map.of(), millis(clock.instant()), call.target().service());
  }

  private static Instant millis(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
