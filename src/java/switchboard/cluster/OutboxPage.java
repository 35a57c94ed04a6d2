package switchboard.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;
import switchboard.journal.OutboxItem;
import switchboard.journal.Stages;

/**
 * One page of a bucket's outbox. Entries of one order are carried out one after the other; when one
 * fails, those behind it wait for another time. Entries of other orders go on beside them.
 */
final class OutboxPage {
  private static final Complaint WAITING =
      new Complaint(
          LoggerFactory.getLogger(OutboxPage.class),
          "an outbox entry waits, will retry",
          Duration.ofSeconds(5));
  private static final CompletionStage<Boolean> DONE = CompletableFuture.completedStage(true);
  private static final CompletionStage<Boolean> LEFT = CompletableFuture.completedStage(false);

  private final int bucket;
  private final OutboxHandler handler;
  private final Set<String> held;
  private final Map<String, CompletionStage<Boolean>> lines = new HashMap<>();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();

  /**
   * What became of it.
   *
   * @param done the ids of what was carried out
   * @param held the orders, and the owners, whose later entries have to wait
   */
  record Outcome(List<String> done, Set<String> held) {}

  private OutboxPage(int bucket, OutboxHandler handler, Set<String> held) {
    this.bucket = bucket;
    this.handler = handler;
    this.held = new HashSet<>(held);
  }

  /**
   * Carries out what can be; completes, always normally, when everything was tried.
   *
   * @param held what earlier pages left waiting
   */
  static CompletionStage<Outcome> carryOut(
      int bucket, List<OutboxItem> items, Set<String> held, OutboxHandler handler) {
    var page = new OutboxPage(bucket, handler, held);
    return Stages.all(items.stream().map(item -> handler.open(item.entry())).toList())
        .thenCompose(tasks -> page.begin(items, tasks));
  }

  private CompletionStage<Outcome> begin(List<OutboxItem> items, List<OutboxTask> tasks) {
    var results = new ArrayList<CompletionStage<Boolean>>();
    for (int i = 0; i < items.size(); i++) {
      results.add(begin(items.get(i), tasks.get(i)));
    }
    return Stages.all(results)
        .thenApply(
            done -> {
              var ids = new ArrayList<String>();
              for (int i = 0; i < done.size(); i++) {
                if (done.get(i)) {
                  ids.add(items.get(i).id());
                }
              }
              held.addAll(failed);
              return new Outcome(ids, Set.copyOf(held));
            });
  }

  private CompletionStage<Boolean> begin(OutboxItem item, OutboxTask task) {
    return switch (task) {
      case OutboxTask.Work work when held.contains(work.owner()) || held.contains(work.order()) ->
          LEFT;
      case OutboxTask.Work work -> {
        var result = lines.getOrDefault(work.order(), DONE).thenCompose(go -> after(go, work));
        lines.put(work.order(), result);
        yield result;
      }
      case OutboxTask.Damaged(var reason) -> tried(handler.bury(bucket, item, reason));
      case OutboxTask.Later(var owner, var cause) -> {
        WAITING.about(cause);
        if (!owner.isEmpty()) {
          held.add(owner);
        }
        yield LEFT;
      }
    };
  }

  private CompletionStage<Boolean> after(boolean go, OutboxTask.Work work) {
    if (!go) {
      return LEFT;
    }
    // composed, so that one that throws fails by itself and not its page
    return tried(CompletableFuture.completedStage(work).thenCompose(it -> it.carryOut().get()))
        .thenApply(
            done -> {
              if (!done) {
                failed.add(work.order());
              }
              return done;
            });
  }

  private static CompletionStage<Boolean> tried(CompletionStage<Void> tried) {
    return tried.handle(
        (_, failure) -> {
          if (failure != null) {
            WAITING.about(failure);
          }
          return failure == null;
        });
  }
}
