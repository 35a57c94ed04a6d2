package switchboard.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import switchboard.context.Fact;
import switchboard.context.SagaReport;
import switchboard.privacy.Subject;
import switchboard.profile.Profile;
import switchboard.saga.Ask;
import switchboard.saga.SagaEvent;
import switchboard.saga.SagaId;
import switchboard.saga.StepAnswer;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionReply.ContextView;
import switchboard.session.SessionReply.SessionView;

/**
 * What is stored of a subject as JSON: in the contract's form where it has one, and of sagas every
 * event.
 */
public final class ExportedJson {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ExportedJson() {}

  /** The profile: the facts that have not expired. */
  public static String profile(Subject subject, Profile profile, Instant now) {
    return print(PublicProfiles.profile(subject, profile, now));
  }

  /** The beginning of an object with a session and its context; it is left open. */
  public static String session(SessionView session, ContextView context) {
    return "{\"session\":"
        + print(PublicSessions.session(session))
        + ",\"context\":"
        + print(PublicContexts.context(context));
  }

  public static String event(SequencedEvent event) {
    return print(PublicEvents.event(event));
  }

  /** A saga: its id, and its events in order. */
  public static String saga(SagaId id, List<SagaEvent> events) {
    var saga = new LinkedHashMap<String, Object>();
    saga.put("saga", id.saga());
    saga.put("events", events.stream().map(ExportedJson::event).toList());
    return write(saga);
  }

  private static Map<String, Object> event(SagaEvent event) {
    var json = new LinkedHashMap<String, Object>();
    json.put("time", event.time().toString());
    switch (event) {
      case SagaEvent.Started started -> started(json, started);
      case SagaEvent.StepAsked(var ask, var attempt, _, _) -> {
        json.put("event", "stepAsked");
        json.put("step", ask.step());
        json.put("attempt", attempt);
        target(json, ask.target());
        json.put("body", ask.body());
      }
      case SagaEvent.StepPaused(var step, var reason, var until, _) -> {
        json.put("event", "stepPaused");
        json.put("step", step);
        json.put("reason", reason);
        json.put("until", until.toString());
      }
      case SagaEvent.CompensationBegun(var step, var reason, _) -> {
        json.put("event", "compensationBegun");
        json.put("step", step);
        json.put("reason", reason);
      }
      case SagaEvent.Redriven(var reason, _) -> {
        json.put("event", "redriven");
        json.put("reason", reason);
      }
      case SagaEvent.StepAnswered(var answer, _) -> answered(json, answer);
      case SagaEvent.ReportQueued(var report, var content, _) -> {
        json.put("event", "reportQueued");
        json.put("report", report);
        report(json, content);
      }
      case SagaEvent.ReportAcknowledged(var report, _) -> {
        json.put("event", "reportAcknowledged");
        json.put("report", report);
      }
      case SagaEvent.Ended(var outcome, var reason, _) -> {
        json.put("event", "ended");
        json.put("outcome", outcome.name());
        json.put("reason", reason);
      }
    }
    return json;
  }

  private static void started(Map<String, Object> json, SagaEvent.Started started) {
    json.put("event", "started");
    json.put("type", started.type());
    json.put("subject", started.subject());
    json.put("input", started.input());
    json.put("deadline", started.deadline().toString());
  }

  private static void answered(Map<String, Object> json, StepAnswer answer) {
    json.put("event", "stepAnswered");
    json.put("step", answer.step());
    json.put("ok", answer.ok());
    json.put("reason", answer.reason());
    json.put("attributes", answer.attributes());
    json.put("asOf", answer.asOf().toString());
    json.put("source", answer.source());
  }

  private static void target(Map<String, Object> json, Ask.Target target) {
    switch (target) {
      case Ask.Target.Topic(var topic, var type, var key) -> {
        json.put("topic", topic);
        json.put("type", type);
        json.put("key", key);
      }
      case Ask.Target.Service(var service, var method, var path) -> {
        json.put("service", service);
        json.put("method", method);
        json.put("path", path);
      }
      case Ask.Target.User(var options) -> json.put("options", options);
    }
  }

  private static void report(Map<String, Object> json, SagaReport content) {
    switch (content) {
      case SagaReport.Progressed(var step, var facts) -> {
        json.put("step", step);
        json.put("facts", facts.stream().map(ExportedJson::fact).toList());
      }
      case SagaReport.Asked(var step, var options, var due, var facts) -> {
        json.put("asked", step);
        json.put("options", options);
        json.put("due", due.toString());
        json.put("facts", facts.stream().map(ExportedJson::fact).toList());
      }
      case SagaReport.Compensating(var step, var reason) -> {
        json.put("compensating", step);
        json.put("reason", reason);
      }
      case SagaReport.Ended(var outcome, var facts, var reason) -> {
        json.put("outcome", outcome.name());
        json.put("facts", facts.stream().map(ExportedJson::fact).toList());
        json.put("reason", reason);
      }
    }
  }

  private static Map<String, Object> fact(Fact fact) {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", fact.kind());
    json.put("id", fact.id());
    json.put("attributes", fact.attributes());
    json.put("asOf", fact.asOf().toString());
    json.put("source", fact.source());
    return json;
  }

  private static String print(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("a message of ours cannot be written as JSON", impossible);
    }
  }

  private static String write(Object json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a saga cannot be written as JSON", impossible);
    }
  }
}
