package switchboard.context;

import static java.util.Objects.requireNonNull;

/**
 * One thing known of a goal.
 *
 * @param value as the user gave it
 * @param confidence 0.0 to 1.0
 * @param sourceSequence sequence of the event it was taken from
 */
public record Slot(String value, double confidence, long sourceSequence) {
  public Slot {
    requireNonNull(value, "a slot without a value");
  }
}
