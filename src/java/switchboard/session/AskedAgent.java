package switchboard.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.PendingSaga;
import switchboard.context.Question;
import switchboard.session.SessionRules.Surroundings;

/** Turns what was told, and what the agent answers to it, into events. Pure but for warnings. */
final class AskedAgent {
  private static final Logger LOG = LoggerFactory.getLogger(AskedAgent.class);

  private final SessionState before;
  private final Told told;
  private final Surroundings around;
  private final List<SessionEvent> events = new ArrayList<>();
  private boolean tooMuch;

  private AskedAgent(SessionState before, Told told, Surroundings around) {
    this.before = before;
    this.told = told;
    this.around = around;
  }

  /** Asks the agent, which sees what was told as recorded already. */
  static AskedAgent ask(
      SessionState before, SessionEvent event, Told told, AgentPrompt prompt, Surroundings around) {
    var asked = new AskedAgent(before, told, around);
    asked.events.add(event);
    var after = SessionFold.apply(before, event);
    var view = new AgentView(after.context(), around.profile(), before.subject());
    asked.record(around.agent().answer(prompt, view), after.context());
    asked.summarize();
    return asked;
  }

  /**
   * An answer came from elsewhere, to what was recorded earlier.
   *
   * @param end of its turn
   */
  static List<SessionEvent> answered(
      SessionState before, Told told, AgentAnswer answer, SessionEvent end, Surroundings around) {
    var asked = new AskedAgent(before, told, around);
    asked.record(answer, before.context());
    asked.events.add(end);
    asked.summarize();
    return asked.events;
  }

  /** What is to be recorded together. */
  List<SessionEvent> events() {
    return events;
  }

  /** Whether more sagas would be pending with these than may be. */
  boolean startsTooMuch() {
    return tooMuch;
  }

  private void record(AgentAnswer answer, Context context) {
    var now = around.now();
    answer
        .goals()
        .ifPresent(
            goals ->
                events.add(
                    new SessionEvent.GoalChanged(
                        goals.goal(), goals.suspended(), told.turn(), now)));
    answer.decisions().forEach(decision -> decide(decision, context));
    answer.takenBack().stream().distinct().forEach(saga -> takeBack(saga, context));
    tooMuch = context.pending().size() + answer.sagas().size() > Context.MAX_PENDING;
    if (tooMuch) {
      LOG.info("an agent starts more sagas than may be pending: they are not started");
    } else {
      answer.sagas().forEach(this::start);
    }
    if (!answer.profile().isEmpty()) {
      events.add(new SessionEvent.ProfileProposed(answer.profile(), told.turn(), now));
    }
    answer
        .text()
        .ifPresent(
            text ->
                events.add(
                    new SessionEvent.AgentMessageRecorded(
                        text, told.turn(), told.saga(), answer.interim(), wordedTrace(), now)));
  }

  private void start(AgentAnswer.SagaStart start) {
    long sequence = before.lastSequence() + events.size() + 1;
    events.add(
        new SessionEvent.SagaRequested(
            before.id().session() + "." + sequence,
            start.type(),
            start.input(),
            around.now().plus(start.within()),
            told.turn(),
            told.traceparent(),
            around.now()));
  }

  /** An agent may misread the user; a decision that nobody waits for must not reach a saga. */
  private void decide(AgentAnswer.Decision decision, Context context) {
    boolean waits =
        context
            .pending(decision.saga())
            .flatMap(PendingSaga::question)
            .filter(question -> fits(question, decision))
            .isPresent();
    boolean repeated =
        events.stream()
            .anyMatch(
                event ->
                    event instanceof SessionEvent.SagaDecided earlier
                        && earlier.saga().equals(decision.saga()));
    if (waits && !repeated) {
      events.add(
          new SessionEvent.SagaDecided(
              decision.saga(), decision.step(), decision.choice(), told.turn(), around.now()));
    } else {
      LOG.warn("an agent's decision fits no open question and is dropped: {}", decision.saga());
    }
  }

  private void takeBack(String saga, Context context) {
    if (context.pending(saga).isPresent()) {
      events.add(new SessionEvent.SagaTakenBack(saga, told.turn(), around.now()));
    } else {
      LOG.info("an agent takes back a saga that is not pending, which is dropped: {}", saga);
    }
  }

  private static boolean fits(Question question, AgentAnswer.Decision decision) {
    return question.step().equals(decision.step()) && question.takes(decision.choice());
  }

  /** A reply stands beside the user's message, which has the trace. */
  private Optional<String> wordedTrace() {
    return told.saga().isEmpty() ? Optional.empty() : told.traceparent();
  }

  /** Folds what is too much for the short-term memory after these events, as one more of them. */
  private void summarize() {
    around
        .memory()
        .due(SessionFold.apply(before, events).context())
        .ifPresent(
            summary ->
                events.add(new SessionEvent.MemorySummarized(summary, told.turn(), around.now())));
  }
}
