package switchboard.context;

import java.time.Instant;
import java.util.List;

/**
 * What a saga needs the user to decide.
 *
 * @param step the step that waits for it
 * @param options what can be decided, as the saga knows it; upper-snake words
 * @param due when it no longer waits
 */
public record Question(String step, List<String> options, Instant due) {
  public Question {
    options = List.copyOf(options);
  }

  /** Whether this can be decided; anything can where no options are named. */
  public boolean takes(String choice) {
    return options.isEmpty() || options.contains(choice);
  }
}
