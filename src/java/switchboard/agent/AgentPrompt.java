package switchboard.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

/** What an agent is asked to answer. */
public sealed interface AgentPrompt {
  /**
   * The user said something, recorded with this sequence.
   *
   * @param text several messages that are answered as one are joined by line breaks
   * @param time when it was recorded: an agent sees no other clock
   * @param interrupted the sagas, by id, that are still open of the turns which this message
   *     interrupted; they go on unless the answer takes them back
   */
  record UserSaid(String text, long sequence, Instant time, List<String> interrupted)
      implements AgentPrompt {
    public UserSaid {
      interrupted = List.copyOf(interrupted);
    }

    /** Interrupts nothing. */
    public UserSaid(String text, long sequence, Instant time) {
      this(text, sequence, time, List.of());
    }
  }

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
