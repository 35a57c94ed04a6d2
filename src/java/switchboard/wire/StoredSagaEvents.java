package switchboard.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.SagaReport;
import switchboard.saga.Ask;
import switchboard.saga.SagaEvent;
import switchboard.saga.StepAnswer;
import switchboard.stored.v1.SagaCompensationBegun;
import switchboard.stored.v1.SagaFinished;
import switchboard.stored.v1.SagaRedriven;
import switchboard.stored.v1.SagaReportAcknowledged;
import switchboard.stored.v1.SagaReportQueued;
import switchboard.stored.v1.SagaStarted;
import switchboard.stored.v1.SagaStepAnswered;
import switchboard.stored.v1.SagaStepAsked;
import switchboard.stored.v1.SagaStepPaused;

/** A saga's events as bytes of the journal. */
final class StoredSagaEvents {
  private StoredSagaEvents() {}

  static String manifest(SagaEvent event) {
    return switch (event) {
      case SagaEvent.Started _ -> "saga.started.v2";
      case SagaEvent.StepAsked _ -> "saga.step-asked.v2";
      case SagaEvent.StepPaused _ -> "saga.p.v2";
      case SagaEvent.StepAnswered _ -> "saga.step-answered.v2";
      case SagaEvent.CompensationBegun _ -> "saga.b.v2";
      case SagaEvent.ReportQueued _ -> "saga.report-queued.v2";
      case SagaEvent.ReportAcknowledged _ -> "saga.report-acknowledged.v1";
      case SagaEvent.Ended _ -> "saga.finished.v1";
      case SagaEvent.Redriven _ -> "saga.r.v2";
    };
  }

  static Message toStored(SagaEvent event) {
    long time = event.time().toEpochMilli();
    return switch (event) {
      case SagaEvent.Started(var type, var subject, var input, var deadline, var trace, _) ->
          SagaStarted.newBuilder()
              .setType(type)
              .setSubject(subject)
              .putAllInput(input)
              .setDeadline(deadline.toEpochMilli())
              .setTraceparent(trace.orElse(""))
              .setTime(time)
              .build();
      case SagaEvent.StepAsked asked -> asked(asked, time);
      case SagaEvent.StepPaused(var step, var reason, var until, _) ->
          SagaStepPaused.newBuilder()
              .setStep(step)
              .setReason(reason)
              .setUntil(until.toEpochMilli())
              .setTime(time)
              .build();
      case SagaEvent.CompensationBegun(var step, var reason, _) ->
          SagaCompensationBegun.newBuilder().setStep(step).setReason(reason).setTime(time).build();
      case SagaEvent.Redriven(var reason, _) ->
          SagaRedriven.newBuilder().setReason(reason).setTime(time).build();
      case SagaEvent.StepAnswered(var answer, _) ->
          SagaStepAnswered.newBuilder()
              .setStep(answer.step())
              .setOk(answer.ok())
              .setReason(answer.reason())
              .putAllAttributes(answer.attributes())
              .setAsOf(answer.asOf().toEpochMilli())
              .setSource(answer.source())
              .setTime(time)
              .build();
      case SagaEvent.ReportQueued(var report, var content, _) -> queued(report, content, time);
      case SagaEvent.ReportAcknowledged(var report, _) ->
          SagaReportAcknowledged.newBuilder().setReport(report).setTime(time).build();
      case SagaEvent.Ended(var outcome, var reason, _) ->
          SagaFinished.newBuilder()
              .setOutcome(outcome.number())
              .setReason(reason)
              .setTime(time)
              .build();
    };
  }

  private static Message asked(SagaEvent.StepAsked asked, long time) {
    var ask = asked.ask();
    var stored =
        SagaStepAsked.newBuilder()
            .setStep(ask.step())
            .putAllBody(ask.body())
            .setAttempt(asked.attempt() == 1 ? 0 : asked.attempt())
            .setDue(asked.due().toEpochMilli())
            .setUndoes(ask.undoes().orElse(""))
            .setTime(time);
    switch (ask.target()) {
      case Ask.Target.Topic(var topic, var type, var key) ->
          stored.setTopic(topic).setType(type).setKey(key);
      case Ask.Target.Service(var service, var method, var path) ->
          stored.setService(service).setType(method).setKey(path);
      case Ask.Target.User(var options) -> stored.addAllOptions(options);
    }
    return stored.build();
  }

  /** A report as it waits to be told. */
  static SagaReportQueued queued(long report, SagaReport content, long time) {
    var stored = SagaReportQueued.newBuilder().setReport(report).setTime(time);
    return switch (content) {
      case SagaReport.Progressed(var step, var facts) ->
          stored
              .setProgressed(
                  SagaReportQueued.Progressed.newBuilder()
                      .setStep(step)
                      .addAllFacts(toStored(facts)))
              .build();
      case SagaReport.Asked(var step, var options, var due, var facts) ->
          stored
              .setAsked(
                  SagaReportQueued.Asked.newBuilder()
                      .setStep(step)
                      .addAllOptions(options)
                      .setDue(due.toEpochMilli())
                      .addAllFacts(toStored(facts)))
              .build();
      case SagaReport.Compensating(var step, var reason) ->
          stored
              .setCompensating(
                  SagaReportQueued.Compensating.newBuilder().setStep(step).setReason(reason))
              .build();
      case SagaReport.Ended(var outcome, var facts, var reason) ->
          stored
              .setEnded(
                  SagaReportQueued.Ended.newBuilder()
                      .setOutcome(outcome.number())
                      .addAllFacts(toStored(facts))
                      .setReason(reason))
              .build();
    };
  }

  /** Reads an event that any release has written. */
  static SagaEvent read(Stored it, Seal seal) throws InvalidProtocolBufferException {
    var bytes = it.bytes();
    return switch (it.manifest()) {
      case "saga.started.v1", "saga.started.v2" -> started(seal.open(SagaStarted.parseFrom(bytes)));
      case "saga.step-asked.v1", "saga.step-asked.v2" ->
          asked(seal.open(SagaStepAsked.parseFrom(bytes)));
      case "saga.p.v2" -> {
        var stored = SagaStepPaused.parseFrom(bytes);
        yield new SagaEvent.StepPaused(
            stored.getStep(), stored.getReason(), time(stored.getUntil()), time(stored.getTime()));
      }
      case "saga.b.v2" -> {
        var stored = SagaCompensationBegun.parseFrom(bytes);
        yield new SagaEvent.CompensationBegun(
            stored.getStep(), stored.getReason(), time(stored.getTime()));
      }
      case "saga.r.v2" -> {
        var stored = SagaRedriven.parseFrom(bytes);
        yield new SagaEvent.Redriven(stored.getReason(), time(stored.getTime()));
      }
      case "saga.step-answered.v1", "saga.step-answered.v2" ->
          answered(seal.open(SagaStepAnswered.parseFrom(bytes)));
      case "saga.report-queued.v1", "saga.report-queued.v2" ->
          queued(seal.open(SagaReportQueued.parseFrom(bytes)));
      case "saga.report-acknowledged.v1" -> {
        var stored = SagaReportAcknowledged.parseFrom(bytes);
        yield new SagaEvent.ReportAcknowledged(stored.getReport(), time(stored.getTime()));
      }
      case "saga.finished.v1" -> {
        var stored = SagaFinished.parseFrom(bytes);
        yield new SagaEvent.Ended(
            StoredContext.outcome(stored.getOutcome()), stored.getReason(), time(stored.getTime()));
      }
      default -> throw new UnknownManifestException(it.manifest());
    };
  }

  private static SagaEvent started(SagaStarted stored) {
    return new SagaEvent.Started(
        stored.getType(),
        stored.getSubject(),
        stored.getInputMap(),
        time(stored.getDeadline()),
        Optional.of(stored.getTraceparent()).filter(trace -> !trace.isEmpty()),
        time(stored.getTime()));
  }

  private static SagaEvent asked(SagaStepAsked stored) {
    var ask =
        new Ask(
            stored.getStep(),
            target(stored),
            stored.getBodyMap(),
            Optional.of(stored.getUndoes()).filter(step -> !step.isEmpty()));
    // the first attempt does not say so, as in the first releases, which made no other
    return new SagaEvent.StepAsked(
        ask, Math.max(1, stored.getAttempt()), time(stored.getDue()), time(stored.getTime()));
  }

  private static Ask.Target target(SagaStepAsked stored) {
    if (!stored.getTopic().isEmpty()) {
      return new Ask.Target.Topic(stored.getTopic(), stored.getType(), stored.getKey());
    }
    return stored.getService().isEmpty()
        ? new Ask.Target.User(stored.getOptionsList())
        : new Ask.Target.Service(stored.getService(), stored.getType(), stored.getKey());
  }

  private static SagaEvent answered(SagaStepAnswered stored) {
    return new SagaEvent.StepAnswered(
        new StepAnswer(
            stored.getStep(),
            stored.getOk(),
            stored.getReason(),
            stored.getAttributesMap(),
            time(stored.getAsOf()),
            stored.getSource()),
        time(stored.getTime()));
  }

  private static SagaEvent queued(SagaReportQueued stored) {
    return new SagaEvent.ReportQueued(stored.getReport(), content(stored), time(stored.getTime()));
  }

  /** What a report says. */
  static SagaReport content(SagaReportQueued stored) {
    return switch (stored.getContentCase()) {
      case PROGRESSED ->
          new SagaReport.Progressed(
              stored.getProgressed().getStep(), fromStored(stored.getProgressed().getFactsList()));
      case ASKED ->
          new SagaReport.Asked(
              stored.getAsked().getStep(),
              stored.getAsked().getOptionsList(),
              time(stored.getAsked().getDue()),
              fromStored(stored.getAsked().getFactsList()));
      case COMPENSATING ->
          new SagaReport.Compensating(
              stored.getCompensating().getStep(), stored.getCompensating().getReason());
      case ENDED ->
          new SagaReport.Ended(
              StoredContext.outcome(stored.getEnded().getOutcome()),
              fromStored(stored.getEnded().getFactsList()),
              stored.getEnded().getReason());
      // the subject was erased
      case CONTENT_NOT_SET -> new SagaReport.Progressed("", List.of());
    };
  }

  private static List<switchboard.stored.v1.Fact> toStored(List<Fact> facts) {
    return facts.stream().map(StoredContext::toStored).toList();
  }

  private static List<Fact> fromStored(List<switchboard.stored.v1.Fact> facts) {
    return facts.stream().map(StoredContext::fromStored).toList();
  }

  private static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
