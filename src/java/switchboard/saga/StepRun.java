package switchboard.saga;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a step, or a compensation, has come.
 *
 * @param attempt the last one, from 1
 * @param due when the attempt is given up, or the next one is made; meaningless once ended
 * @param doubtful whether an attempt was given up without an answer, so that it may have had its
 *     effect
 * @param reason of the last failed attempt; empty if there was none
 */
record StepRun(
    String step,
    int attempt,
    Phase phase,
    Instant due,
    boolean doubtful,
    String reason,
    Optional<StepAnswer> answer) {
  /** Where it stands. */
  enum Phase {
    /** An answer is awaited. */
    ASKED,
    /** The service could not just now; it will be asked again. */
    PAUSED,
    ENDED
  }

  static StepRun asked(String step, int attempt, Instant due, Optional<StepRun> before) {
    boolean doubtful = before.filter(run -> run.doubtful || run.phase == Phase.ASKED).isPresent();
    return new StepRun(
        step,
        attempt,
        Phase.ASKED,
        due,
        doubtful,
        before.map(StepRun::reason).orElse(""),
        Optional.empty());
  }

  StepRun paused(String why, Instant until) {
    return new StepRun(
        step, attempt, Phase.PAUSED, until, doubtful || isInDoubt(why), why, Optional.empty());
  }

  StepRun ended(StepAnswer how) {
    return new StepRun(
        step,
        attempt,
        Phase.ENDED,
        due,
        doubtful || isInDoubt(how.reason()),
        how.reason(),
        Optional.of(how));
  }

  private static boolean isInDoubt(String why) {
    return StepAnswer.isInDoubt(why);
  }

  boolean isOpen() {
    return phase != Phase.ENDED;
  }

  boolean isDone() {
    return answer.filter(StepAnswer::ok).isPresent();
  }

  boolean hasFailed() {
    return answer.filter(end -> !end.ok()).isPresent();
  }

  /**
   * Whether it may have had an effect: it was done, or is open, or was given up without knowing. A
   * final refusal is certain: the service answers every attempt of a step alike.
   */
  boolean mayHaveHadEffect() {
    return isOpen() || isDone() || doubtful && answer.filter(StepAnswer::mayPass).isPresent();
  }
}
