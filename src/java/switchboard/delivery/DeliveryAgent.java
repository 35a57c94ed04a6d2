package switchboard.delivery;

import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;

/**
 * Serves delivery partners by rules: tells how an order stands and what they are owed, marks orders
 * delivered, reports problems with them, and has an honest word for anything else.
 */
public final class DeliveryAgent implements Agent {
  /** The name that sessions are created with. */
  public static final String NAME = "delivery";

  /** What is kept in the profile: the order that was last asked about, on any channel. */
  public static final String LAST_ORDER = "last_order";

  private final DeliverySettings settings;

  public DeliveryAgent(DeliverySettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
    return switch (prompt) {
      case AgentPrompt.UserSaid(var text, var sequence, var time, _) ->
          new Reply(settings, view, sequence, time).to(text);
      case AgentPrompt.SagaReported(var saga, var report, var movedOn) ->
          Update.word(saga, report, movedOn, view.context(), settings);
      case AgentPrompt.FactObserved(var fact, var before) ->
          OrderWords.changed(fact, before)
              .filter(_ -> view.context().pending().stream().noneMatch(AtWork.on(fact.id())))
              .map(AgentAnswer::say)
              .orElse(AgentAnswer.NOTHING);
    };
  }
}
