package switchboard.cluster;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import switchboard.journal.DueDeadline;
import switchboard.journal.RedisStore;
import switchboard.journal.Stages;
import switchboard.operations.SagaName;

/**
 * The sagas that have not ended, by their deadlines: every one but those that are parked has one in
 * the store, also while it sleeps. No index of them is kept, since only operators ask for it.
 */
final class DueSagas {
  private static final String SAGA = "saga|";

  /** Sessions have deadlines too, but days away. */
  private static final Duration WITHIN = Duration.ofHours(24);

  private static final int MOST_OF_BUCKET = 1_000;
  private static final int BUCKETS_AT_A_TIME = 128;

  private final RedisStore store;
  private final Clock clock;

  DueSagas(RedisStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Some of them.
   *
   * @param last entity id of the last one: the next page begins after it; empty if there is no next
   *     page
   */
  record Page(List<SagaName> sagas, String last) {
    Page {
      sagas = List.copyOf(sagas);
    }
  }

  /**
   * A page of them, in the order of their entity ids.
   *
   * @param tenant whose; empty for all
   */
  CompletionStage<Page> page(String tenant, String after, int max) {
    return from(0, new TreeSet<>()).thenApply(all -> page(all, tenant, after, max));
  }

  private static Page page(TreeSet<String> all, String tenant, String after, int max) {
    var found =
        all.tailSet(after, false).stream()
            .filter(id -> tenant.isEmpty() || id.startsWith(tenant + "/"))
            .limit(max + 1L)
            .toList();
    var page = found.stream().limit(max).flatMap(id -> SagaName.ofEntity(id).stream()).toList();
    return new Page(page, found.size() > max ? found.get(max - 1) : "");
  }

  private CompletionStage<TreeSet<String>> from(int bucket, TreeSet<String> found) {
    if (bucket >= RedisStore.BUCKETS) {
      return CompletableFuture.completedStage(found);
    }
    var until = clock.instant().plus(WITHIN);
    int to = Math.min(bucket + BUCKETS_AT_A_TIME, RedisStore.BUCKETS);
    var asked = new ArrayList<CompletionStage<List<DueDeadline>>>();
    IntStream.range(bucket, to)
        .forEach(each -> asked.add(store.dueDeadlines(each, until, MOST_OF_BUCKET)));
    return Stages.all(asked)
        .thenCompose(
            answers -> {
              answers.stream()
                  .flatMap(List::stream)
                  .map(DueDeadline::persistenceId)
                  .filter(id -> id.startsWith(SAGA))
                  .forEach(id -> found.add(id.substring(SAGA.length())));
              return from(to, found);
            });
  }
}
