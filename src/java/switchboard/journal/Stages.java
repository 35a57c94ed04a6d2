package switchboard.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the JDK's completion stages lack. */
final class Stages {
  private Stages() {}

  /** All results in order; fails as soon as all are done and one has failed. */
  static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
    CompletionStage<List<T>> results = CompletableFuture.completedStage(new ArrayList<>());
    for (var stage : stages) {
      results =
          results.thenCombine(
              stage,
              (list, result) -> {
                list.add(result);
                return list;
              });
    }
    return results;
  }
}
