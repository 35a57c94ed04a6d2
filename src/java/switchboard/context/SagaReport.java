package switchboard.context;

import java.time.Instant;
import java.util.List;

/** What a saga tells its session. */
public sealed interface SagaReport {
  /** What is known by it. */
  List<Fact> facts();

  /** A step was taken; more will follow. */
  record Progressed(String step, List<Fact> facts) implements SagaReport {
    public Progressed {
      facts = List.copyOf(facts);
    }
  }

  /**
   * It needs a decision of the user, and goes on without one after a while.
   *
   * @param step the step that waits for it
   * @param options what can be decided, as the saga knows it; upper-snake words
   * @param due when it no longer waits
   */
  record Asked(String step, List<String> options, Instant due, List<Fact> facts)
      implements SagaReport {
    public Asked {
      options = List.copyOf(options);
      facts = List.copyOf(facts);
    }
  }

  /**
   * It cannot be completed, and what it did is being taken back.
   *
   * @param step the step that failed; empty if none did
   * @param reason why, an upper-snake word
   */
  record Compensating(String step, String reason) implements SagaReport {
    @Override
    public List<Fact> facts() {
      return List.of();
    }
  }

  /**
   * It ended. After PARTIALLY_COMPLETED or PARKED a second end may follow.
   *
   * @param reason an upper-snake word where the outcome is not COMPLETED, else empty
   */
  record Ended(SagaOutcome outcome, List<Fact> facts, String reason) implements SagaReport {
    public Ended {
      facts = List.copyOf(facts);
    }
  }
}
