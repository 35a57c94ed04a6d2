package switchboard.agent;

import java.time.Instant;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

/** What an agent is asked to answer. */
public sealed interface AgentPrompt {
  /**
   * The user said something, recorded with this sequence.
   *
   * @param time when it was recorded: an agent sees no other clock
   */
  record UserSaid(String text, long sequence, Instant time) implements AgentPrompt {}

  /**
   * A saga told of a step, a question or its end; the agent may word it.
   *
   * @param saga the saga as it was before the report
   * @param movedOn whether the user has said something since the message that started the saga
   */
  record SagaReported(PendingSaga saga, SagaReport report, boolean movedOn)
      implements AgentPrompt {}

  /**
   * Something became known that nobody had asked for; the agent may speak.
   *
   * @param fact all that is known of the thing now
   * @param before what was known of it until now
   */
  record FactObserved(Fact fact, Optional<Fact> before) implements AgentPrompt {}
}
