package switchboard.ops.raw;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A saga that is pending, as it is stored.
 *
 * @param partial whether it ended partially already
 * @param parked whether an operator has to see to it
 * @param question what it asked of the user last, until that is decided or no longer waited for
 */
public record RawPending(String id, boolean partial, boolean parked, Optional<Question> question) {
  private static final int PARTIALLY_COMPLETED = 2;
  private static final int PARKED = 5;

  /**
   * What a saga asks.
   *
   * @param due milliseconds since 1970
   */
  public record Question(String step, List<String> options, long due) {
    public Question {
      options = List.copyOf(options);
    }

    static Question of(Fields asked) {
      return new Question(asked.text(3), asked.texts(4), asked.number(5));
    }
  }

  static RawPending requested(String id) {
    return new RawPending(id, false, false, Optional.empty());
  }

  /** What an event that reports of it makes of it; empty if it ended for good. */
  Optional<RawPending> told(String message, Fields event) {
    boolean ended = message.equals("SagaEnded");
    long outcome = ended ? event.number(3) : 0;
    boolean mayGoOn = outcome == PARKED || outcome == PARTIALLY_COMPLETED && !partial;
    return ended && !mayGoOn
        ? Optional.empty()
        : Optional.of(
            new RawPending(
                id,
                partial || outcome == PARTIALLY_COMPLETED,
                outcome == PARKED,
                asked(message, event)));
  }

  /** A step beside the one that waits for the user leaves the question open. */
  private Optional<Question> asked(String message, Fields event) {
    return switch (message) {
      case "SagaAsked" -> Optional.of(Question.of(event));
      case "SagaProgressed" -> question.filter(open -> !open.step().equals(event.text(3)));
      default -> Optional.empty();
    };
  }

  RawPending decided() {
    return new RawPending(id, partial, parked, Optional.empty());
  }

  static Question question(String step, List<String> options, String due) {
    return new Question(step, options, Instant.parse(due).toEpochMilli());
  }
}
