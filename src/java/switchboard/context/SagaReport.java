package switchboard.context;

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
   * It ended. After PARTIALLY_COMPLETED a second end may follow.
   *
   * @param reason an upper-snake word where the outcome is not COMPLETED, else empty
   */
  record Ended(SagaOutcome outcome, List<Fact> facts, String reason) implements SagaReport {
    public Ended {
      facts = List.copyOf(facts);
    }
  }
}
