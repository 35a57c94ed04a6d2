package switchboard.context;

import static java.util.Objects.requireNonNull;

/**
 * What became of messages that left the short-term memory.
 *
 * @param fromSequence sequence of the first event it stands for
 * @param toSequence sequence of the last event it stands for
 */
public record Summary(long fromSequence, long toSequence, String text) {
  public Summary {
    requireNonNull(text, "a summary without a text");
  }
}
