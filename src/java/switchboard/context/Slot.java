package switchboard.context;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One thing known of a goal.
 *
 * @param value as the user gave it
 * @param alternatives other ways to say the same value
 * @param confidence 0.0 to 1.0
 * @param sourceSequence sequence of the event it was taken from
 * @param confirmed whether the user has confirmed it
 */
public record Slot(
    String value,
    List<String> alternatives,
    double confidence,
    long sourceSequence,
    boolean confirmed) {
  public Slot {
    requireNonNull(value, "a slot without a value");
    alternatives = List.copyOf(alternatives);
  }

  /** One way to say it, not confirmed. */
  public Slot(String value, double confidence, long sourceSequence) {
    this(value, List.of(), confidence, sourceSequence, false);
  }
}
