package switchboard.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.time.Instant;
import java.util.List;
import switchboard.context.Fact;
import switchboard.context.SagaReport;
import switchboard.saga.SagaEvent;
import switchboard.saga.SagaType;
import switchboard.saga.StepAnswer;
import switchboard.stored.v1.SagaFinished;
import switchboard.stored.v1.SagaReportAcknowledged;
import switchboard.stored.v1.SagaReportQueued;
import switchboard.stored.v1.SagaStarted;
import switchboard.stored.v1.SagaStepAnswered;
import switchboard.stored.v1.SagaStepAsked;

/** A saga's events as bytes of the journal. */
final class StoredSagaEvents {
  private StoredSagaEvents() {}

  static String manifest(SagaEvent event) {
    return switch (event) {
      case SagaEvent.Started _ -> "saga.started.v2";
      case SagaEvent.StepAsked _ -> "saga.step-asked.v2";
      case SagaEvent.StepAnswered _ -> "saga.step-answered.v2";
      case SagaEvent.ReportQueued _ -> "saga.report-queued.v2";
      case SagaEvent.ReportAcknowledged _ -> "saga.report-acknowledged.v1";
      case SagaEvent.Ended _ -> "saga.finished.v1";
    };
  }

  static Message toStored(SagaEvent event) {
    long time = event.time().toEpochMilli();
    return switch (event) {
      case SagaEvent.Started(var type, var subject, var input, var deadline, _) ->
          SagaStarted.newBuilder()
              .setType(type)
              .setSubject(subject)
              .putAllInput(input)
              .setDeadline(deadline.toEpochMilli())
              .setTime(time)
              .build();
      case SagaEvent.StepAsked(var ask, _) ->
          SagaStepAsked.newBuilder()
              .setStep(ask.step())
              .setTopic(ask.topic())
              .setType(ask.type())
              .setKey(ask.key())
              .putAllBody(ask.body())
              .setTime(time)
              .build();
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

  private static Message queued(long report, SagaReport content, long time) {
    var stored = SagaReportQueued.newBuilder().setReport(report).setTime(time);
    return switch (content) {
      case SagaReport.Progressed(var step, var facts) ->
          stored
              .setProgressed(
                  SagaReportQueued.Progressed.newBuilder()
                      .setStep(step)
                      .addAllFacts(toStored(facts)))
              .build();
      case SagaReport.Asked _, SagaReport.Compensating _ ->
          throw new IllegalStateException("no saga asks or compensates yet");
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
        time(stored.getTime()));
  }

  private static SagaEvent asked(SagaStepAsked stored) {
    return new SagaEvent.StepAsked(
        new SagaType.Move.Ask(
            stored.getStep(),
            stored.getTopic(),
            stored.getType(),
            stored.getKey(),
            stored.getBodyMap()),
        time(stored.getTime()));
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
    var content =
        switch (stored.getContentCase()) {
          case PROGRESSED ->
              new SagaReport.Progressed(
                  stored.getProgressed().getStep(),
                  fromStored(stored.getProgressed().getFactsList()));
          case ENDED ->
              new SagaReport.Ended(
                  StoredContext.outcome(stored.getEnded().getOutcome()),
                  fromStored(stored.getEnded().getFactsList()),
                  stored.getEnded().getReason());
          // the subject was erased
          case CONTENT_NOT_SET -> new SagaReport.Progressed("", List.of());
        };
    return new SagaEvent.ReportQueued(stored.getReport(), content, time(stored.getTime()));
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
