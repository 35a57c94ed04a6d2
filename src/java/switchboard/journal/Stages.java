package switchboard.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.dispatch.Futures;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/** What the JDK's completion stages lack. */
public final class Stages {
  private Stages() {}

  /** All results in order; fails as soon as all are done and one has failed. */
  public static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
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

  /**
   * As Pekko's plugins want it. Fails with the reason itself, not wrapped as the JDK does it, so
   * that an actor can tell by its type what went wrong.
   */
  static <T> Future<T> toScala(CompletionStage<T> stage) {
    Promise<T> promise = Futures.promise();
    stage.whenComplete(
        (result, error) -> {
          if (error == null) {
            promise.success(result);
          } else {
            promise.failure(StoreErrors.unwrap(error));
          }
        });
    return promise.future();
  }
}
