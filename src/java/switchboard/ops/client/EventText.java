package switchboard.ops.client;

import com.google.protobuf.util.Timestamps;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import switchboard.v1.Event;
import switchboard.v1.Fact;
import switchboard.v1.Goal;

/** An event as one line for a person. */
public final class EventText {
  private EventText() {}

  public static String of(Event event) {
    return switch (event.getPayloadCase()) {
      case SESSION_CREATED -> created(event.getSessionCreated());
      case USER_MESSAGE -> "user:  " + event.getUserMessage().getText();
      case AGENT_MESSAGE -> "agent: " + event.getAgentMessage().getText() + marks(event);
      case GOAL_CHANGED -> goal(event.getGoalChanged().getGoal());
      case SAGA_REQUESTED ->
          "saga "
              + event.getSagaRequested().getType()
              + " requested, deadline "
              + Timestamps.toString(event.getSagaRequested().getDeadline());
      case SAGA_PROGRESSED ->
          "saga step "
              + event.getSagaProgressed().getStep()
              + " taken"
              + facts(event.getSagaProgressed().getFactsList());
      case SAGA_ASKED -> asked(event.getSagaAsked());
      case SAGA_DECIDED ->
          "decided for saga step "
              + event.getSagaDecided().getStep()
              + ": "
              + event.getSagaDecided().getChoice();
      case SAGA_COMPENSATING -> "saga takes back what it did" + failed(event.getSagaCompensating());
      case FACT_OBSERVED -> "told unasked" + facts(List.of(event.getFactObserved().getFact()));
      case SAGA_ENDED ->
          "saga "
              + event.getSagaEnded().getOutcome()
              + " "
              + event.getSagaEnded().getReason()
              + facts(event.getSagaEnded().getFactsList());
      case SESSION_CLOSED -> "session closed";
      case CONTEXT_UPDATED ->
          "context updated: " + String.join(", ", event.getContextUpdated().getSectionsList());
      case MEMORY_SUMMARIZED ->
          "summarized up to #" + event.getMemorySummarized().getSummary().getToSequence();
      case PROFILE_PROPOSED ->
          "for the profile: "
              + String.join(", ", new TreeMap<>(event.getProfileProposed().getFactsMap()).keySet());
      case SESSION_FORKED -> "forked off " + event.getSessionForked().getSource();
      case SAGA_TAKEN_BACK -> "saga cancelled by the agent";
      case TURN_OPENED -> "a worker is to answer";
      case TURN_ASSIGNED, TURN_ENDED -> turn(event);
      case SESSION_PAUSED ->
          "paused until " + Timestamps.toString(event.getSessionPaused().getPauseEndTime());
      case SESSION_RESUMED -> "resumed";
      case PAYLOAD_NOT_SET -> "an event this client does not know";
    };
  }

  private static String created(Event.SessionCreated created) {
    return "session created for " + created.getSubject() + ", agent " + created.getAgent();
  }

  private static String turn(Event event) {
    if (event.hasTurnAssigned()) {
      return "handed out again, attempt " + event.getTurnAssigned().getAttempt();
    }
    var ended = event.getTurnEnded();
    return "turn of #"
        + event.getTurn()
        + " "
        + ended.getOutcome()
        + (ended.getWorker().isEmpty() ? "" : " by " + ended.getWorker());
  }

  private static String asked(Event.SagaAsked asked) {
    return "saga asks at "
        + asked.getStep()
        + ": "
        + String.join(" or ", asked.getOptionsList())
        + ", until "
        + Timestamps.toString(asked.getDue())
        + facts(asked.getFactsList());
  }

  private static String failed(Event.SagaCompensating event) {
    var step = event.getStep().isEmpty() ? "" : ": step " + event.getStep() + " failed";
    return step + (event.getReason().isEmpty() ? "" : ", " + event.getReason());
  }

  private static String goal(Goal goal) {
    var slots =
        new TreeMap<>(goal.getSlotsMap())
            .entrySet().stream()
                .map(slot -> " " + slot.getKey() + "=" + slot.getValue().getValue())
                .collect(Collectors.joining());
    return "goal " + goal.getIntent() + " " + goal.getStatus() + slots;
  }

  private static String marks(Event event) {
    var message = event.getAgentMessage();
    if (message.getSaga().isEmpty()) {
      return "";
    }
    return message.getInterim() ? "  (interim update)" : "  (update)";
  }

  private static String facts(Iterable<Fact> facts) {
    var text = new StringBuilder();
    for (var fact : facts) {
      text.append("; ").append(fact.getKind()).append(' ').append(fact.getId());
      new TreeMap<>(fact.getAttributesMap())
          .forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    }
    return text.toString();
  }
}
