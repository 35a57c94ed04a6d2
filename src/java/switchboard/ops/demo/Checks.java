package switchboard.ops.demo;

import java.util.ArrayList;
import java.util.List;

/** What was promised, and whether it came true. */
final class Checks {
  private final List<String> failures = new ArrayList<>();
  private int passed;

  /** Notes one promise; {@code otherwise} says what was seen instead. */
  void check(boolean cameTrue, String promise, String otherwise) {
    if (cameTrue) {
      passed++;
    } else {
      failures.add(promise + ": " + otherwise);
    }
  }

  void check(boolean cameTrue, String promise) {
    check(cameTrue, promise, "did not come true");
  }

  int passed() {
    return passed;
  }

  List<String> failures() {
    return List.copyOf(failures);
  }
}
