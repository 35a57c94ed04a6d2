package switchboard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import switchboard.journal.OutboxItem;

/**
 * An outbox in memory, drained as a daemon does it. An entry is a text: ORDER:NUMBER; "damaged";
 * "newer"; or OWNER/ORDER:NUMBER, which cannot be opened while its owner is away.
 */
final class FakeOutbox implements OutboxHandler {
  final List<String> done = new CopyOnWriteArrayList<>();
  final List<String> buried = new CopyOnWriteArrayList<>();
  final Set<String> away = ConcurrentHashMap.newKeySet();
  final AtomicInteger opened = new AtomicInteger();
  Predicate<String> fails = _ -> false;
  private final List<OutboxItem> items = new ArrayList<>();
  private final OutboxProgress progress = new OutboxProgress();
  private final int page;
  private long next = 1;
  private long nanos;

  FakeOutbox(int page) {
    this.page = page;
  }

  void append(String entry) {
    items.add(new OutboxItem("%020d".formatted(next++), entry.getBytes(UTF_8)));
  }

  List<String> left() {
    return items.stream().map(item -> new String(item.entry(), UTF_8)).toList();
  }

  /** Something was appended. */
  void appended() {
    if (progress.appended()) {
      drain();
    }
  }

  /** A sweep, as much later as any pause is. */
  void sweep() {
    nanos += 10_000_000_000L;
    if (progress.swept(nanos)) {
      drain();
    }
  }

  private void drain() {
    boolean on = true;
    while (on) {
      var after = progress.after();
      var read = items.stream().filter(item -> item.id().compareTo(after) > 0).limit(page).toList();
      var outcome =
          OutboxPage.carryOut(1, read, progress.held(), this).toCompletableFuture().resultNow();
      items.removeIf(item -> outcome.done().contains(item.id()));
      on =
          progress.carriedOut(
              read.isEmpty() ? after : read.getLast().id(),
              outcome.held(),
              read.size() - outcome.done().size(),
              read.size() == page,
              nanos);
    }
  }

  @Override
  public CompletionStage<OutboxTask> open(byte[] entry) {
    opened.incrementAndGet();
    var text = new String(entry, UTF_8);
    var owner = text.contains("/") ? text.substring(0, text.indexOf('/')) : "";
    OutboxTask task =
        switch (text) {
          case "damaged" -> new OutboxTask.Damaged("NOT_AN_ENTRY");
          case "newer" -> new OutboxTask.Later("", new IllegalStateException("newer"));
          default ->
              away.contains(owner)
                  ? new OutboxTask.Later(owner, new IllegalStateException("away"))
                  : new OutboxTask.Work(
                      owner, text.substring(0, text.indexOf(':')), () -> carryOut(text));
        };
    return CompletableFuture.completedStage(task);
  }

  private CompletionStage<Void> carryOut(String text) {
    if (fails.test(text)) {
      return CompletableFuture.failedStage(new IllegalStateException("planted"));
    }
    done.add(text);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> bury(int bucket, OutboxItem item, String reason) {
    buried.add(reason);
    return CompletableFuture.completedStage(null);
  }
}
