package switchboard.agent;

import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

/** What an agent is asked to answer. */
public sealed interface AgentPrompt {
  /** The user said something, recorded with this sequence. */
  record UserSaid(String text, long sequence) implements AgentPrompt {}

  /**
   * A saga told of a step or its end; the agent may word it.
   *
   * @param saga the saga as it was before the report
   * @param movedOn whether the user has said something since the message that started the saga
   */
  record SagaReported(PendingSaga saga, SagaReport report, boolean movedOn)
      implements AgentPrompt {}
}
