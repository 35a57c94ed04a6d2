package switchboard.saga;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.telemetry.Hop;
import switchboard.telemetry.Meters;
import switchboard.telemetry.Telemetry;
import switchboard.telemetry.Traces;
import switchboard.telemetry.Traces.Kind;

/**
 * What is told of one saga: its spans, how it ended, and what was asked again.
 *
 * <p>A saga and its steps last long and outlive their node, so their spans are told when they are
 * over, with ids that follow from what they are. Whatever is done for a step in between finds its
 * parent so: the command that is published, the call, the session's report.
 */
public final class SagaTrail {
  private static final Logger LOG = LoggerFactory.getLogger(SagaTrail.class);

  private final Traces traces;
  private final Meters meters;
  private final SagaId id;
  private final long began;
  private Hop append = Hop.NONE;

  /** When it, and the attempts of its steps, began; lost with the node, as nothing is stored. */
  private final Map<String, Instant> begun = new HashMap<>();

  private boolean ended;
  private boolean awake;

  /**
   * The trail of one entity.
   *
   * @param began when it was started, by nanoTime
   */
  SagaTrail(Telemetry telemetry, SagaId id, long began) {
    this.traces = telemetry.traces();
    this.meters = telemetry.meters();
    this.id = id;
    this.began = began;
  }

  /** Its events are read. One that has none was not recovered but begun. */
  void recovered(SagaState state) {
    awake = true;
    meters.sagaAwake();
    if (state.life() != SagaState.Life.NONE) {
      meters.sagaRecovered(System.nanoTime() - began);
    }
    ended = state.outcome().isPresent();
  }

  /** The entity stops. */
  void stopped() {
    if (awake) {
      meters.sagaAsleep();
    }
  }

  /** What was decided goes to the journal. */
  void persisting(SagaState after) {
    append = traces.begin("journal.append", Kind.INTERNAL, whole(traces, after));
    if (append.isKept()) {
      append.tag(Hop.SAGA, id.entityId());
    }
  }

  /** It is durable. */
  void recorded(SagaState after, List<SagaEvent> events) {
    append.end();
    append = Hop.NONE;
    events.forEach(event -> tell(after, event));
  }

  /** It could not be appended. */
  void failed(Throwable failure) {
    append.named(LOG.atWarn()).log("an append failed, the saga stops: {}", failure.toString());
    append.fail(failure.getClass().getSimpleName());
    append = Hop.NONE;
  }

  /** The trace context for what is done to have a step's attempt answered. */
  Optional<String> within(SagaState saga, SagaEvent.StepAsked asked) {
    return step(traces, saga, asked);
  }

  /** As {@link #within}, for whoever encodes the step's command before it is published. */
  public static Optional<String> step(Traces traces, SagaState saga, SagaEvent.StepAsked asked) {
    return traces.within(whole(traces, saga), name(saga, asked.ask().step(), asked.attempt()));
  }

  /** The parent of a saga is the decision that asked for it, whose trace context is stored. */
  private static Optional<String> whole(Traces traces, SagaState saga) {
    return traces.within(saga.traceparent(), saga.id().entityId());
  }

  private static String name(SagaState saga, String step, int attempt) {
    return saga.id().stepKey(step) + "#" + attempt;
  }

  private void tell(SagaState after, SagaEvent event) {
    switch (event) {
      case SagaEvent.Started started -> begun.put("", started.time());
      case SagaEvent.StepAsked asked -> {
        begun.put(asked.ask().step(), asked.time());
        if (asked.attempt() > 1) {
          meters.again(Meters.Again.STEP, 1);
        }
      }
      case SagaEvent.StepPaused(var step, var reason, _, var time) ->
          over(after, step, Optional.of(reason), time);
      case SagaEvent.StepAnswered(var answer, var time) ->
          over(after, answer.step(), Optional.of(answer.reason()).filter(_ -> !answer.ok()), time);
      case SagaEvent.Ended(var outcome, _, var time) -> ended(after, outcome.name(), time);
      case SagaEvent.CompensationBegun _,
          SagaEvent.ReportQueued _,
          SagaEvent.ReportAcknowledged _,
          SagaEvent.Redriven _ -> {}
    }
  }

  private void over(SagaState after, String step, Optional<String> failure, Instant time) {
    int attempt = after.run(step).map(StepRun::attempt).orElse(1);
    traces.tell(
        "saga.step " + step,
        whole(traces, after),
        name(after, step, attempt),
        begun(step, time),
        Map.of(Hop.SAGA, id.entityId(), Hop.OUTCOME, failure.orElse("OK")),
        failure);
  }

  private void ended(SagaState after, String outcome, Instant time) {
    meters.sagaEnded(after.type(), outcome);
    if (!ended) {
      // a late answer, or an operator, may let it end once more: that belongs to the same span
      ended = true;
      traces.tell(
          "saga " + after.type(),
          after.traceparent(),
          id.entityId(),
          begun("", time),
          Map.of(Hop.SAGA, id.entityId(), Hop.OUTCOME, outcome),
          Optional.empty());
    }
  }

  /** After a move the beginning is not known, and the span shows only that it was, and when. */
  private Instant begun(String what, Instant otherwise) {
    return begun.getOrDefault(what, otherwise);
  }
}
