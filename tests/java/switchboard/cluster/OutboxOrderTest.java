package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.journal.OutboxItem;

/** Entries of one order are carried out in order, and nothing else waits for them. */
class OutboxOrderTest {
  private static final int PAGE = 128;

  private final FakeOutbox outbox = new FakeOutbox(PAGE);

  static IntStream seeds() {
    return IntStream.rangeClosed(1, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverFailsTheOrderOfEachKeyIsKeptAndAllIsDoneInTheEnd(int seed) {
    var random = new Random(seed);
    var small = new FakeOutbox(1 + random.nextInt(20));
    small.fails = _ -> random.nextInt(3) == 0;
    var numbers = new HashMap<String, Integer>();
    for (int step = 0; step < 60; step++) {
      for (int i = random.nextInt(6); i > 0; i--) {
        var key = "k" + random.nextInt(5);
        var owner = random.nextBoolean() ? "o" + random.nextInt(3) + "/" : "";
        var order = owner + key;
        small.append(order + ":" + numbers.merge(order, 1, Integer::sum));
      }
      var one = "o" + random.nextInt(3);
      if (random.nextInt(4) == 0 && !small.away.remove(one)) {
        small.away.add(one);
      }
      if (random.nextBoolean()) {
        small.appended();
      } else {
        small.sweep();
      }
    }
    small.away.clear();
    for (int i = 0; i < 500 && !small.left().isEmpty(); i++) {
      small.sweep();
    }
    assertThat(small.left()).isEmpty();
    var last = new HashMap<String, Integer>();
    for (var done : small.done) {
      var order = done.substring(0, done.indexOf(':'));
      int number = Integer.parseInt(done.substring(done.indexOf(':') + 1));
      assertThat(number).as(done).isEqualTo(last.merge(order, 1, Integer::sum));
    }
    assertThat(last).isEqualTo(numbers);
  }

  @Test
  void theOthersGoOnAndAreRemovedWhileOneWaits() {
    outbox.fails = text -> text.equals("a:1");
    List.of("a:1", "b:1", "a:2", "b:2", "c:1").forEach(outbox::append);
    outbox.appended();
    assertThat(outbox.done).containsExactly("b:1", "b:2", "c:1");
    assertThat(outbox.left()).containsExactly("a:1", "a:2");
    outbox.append("a:3");
    outbox.append("d:1");
    outbox.fails = _ -> false;
    outbox.appended();
    assertThat(outbox.done.getLast()).isEqualTo("d:1");
    outbox.sweep();
    assertThat(outbox.done).endsWith("a:1", "a:2", "a:3");
    assertThat(outbox.left()).isEmpty();
  }

  @Test
  void theNextOfAKeyIsOnlyBegunWhenTheOneBeforeIsDone() {
    var begun = new ArrayList<String>();
    var first = new CompletableFuture<Void>();
    var page =
        OutboxPage.carryOut(
            1,
            List.of(item("1", "a"), item("2", "b"), item("3", "a")),
            java.util.Set.of(),
            new OutboxHandler() {
              @Override
              public CompletionStage<OutboxTask> open(byte[] entry) {
                var order = new String(entry);
                return CompletableFuture.completedStage(
                    new OutboxTask.Work(
                        "",
                        order,
                        () -> {
                          begun.add(order);
                          return begun.size() == 1 ? first : CompletableFuture.completedStage(null);
                        }));
              }

              @Override
              public CompletionStage<Void> bury(int bucket, OutboxItem item, String reason) {
                throw new AssertionError();
              }
            });
    assertThat(begun).containsExactly("a", "b");
    first.complete(null);
    assertThat(begun).containsExactly("a", "b", "a");
    assertThat(page.toCompletableFuture().resultNow().done()).containsExactly("1", "2", "3");
  }

  private static OutboxItem item(String id, String entry) {
    return new OutboxItem(id, entry.getBytes());
  }

  @Test
  void aDamagedEntryIsBuriedAndOneOfANewerReleaseWaitsWhileTheRestGoesOn() {
    List.of("damaged", "newer", "a:1", "newer", "a:2").forEach(outbox::append);
    outbox.appended();
    assertThat(outbox.buried).containsExactly("NOT_AN_ENTRY");
    assertThat(outbox.done).containsExactly("a:1", "a:2");
    assertThat(outbox.left()).containsExactly("newer", "newer");
  }

  @Test
  void whatCannotBeOpenedYetHoldsUpOnlyWhatHasTheSameOwner() {
    outbox.away.add("o1");
    List.of("o1/a:1", "o2/a:1", "b:1").forEach(outbox::append);
    outbox.appended();
    outbox.away.clear();
    outbox.append("o1/a:2");
    outbox.append("o1/c:1");
    outbox.appended();
    assertThat(outbox.done).containsExactly("o2/a:1", "b:1");
    outbox.sweep();
    assertThat(outbox.done).endsWith("o1/a:1", "o1/a:2", "o1/c:1");
  }

  @Test
  void whatStandsBehindAFullPageOfWaitingOnesIsReachedWithinTheBound() {
    outbox.fails = text -> text.startsWith("stuck");
    for (int i = 0; i < OutboxProgress.LOOK_AHEAD - 1; i++) {
      outbox.append("stuck" + i + ":1");
    }
    outbox.append("free:1");
    outbox.append("stuck-too:1");
    outbox.append("beyond:1");
    outbox.appended();
    assertThat(outbox.done).contains("free:1");
    // the page in which the bound was met is still carried out, and no further one read
    int opened = outbox.opened.get();
    assertThat(opened).isLessThanOrEqualTo(OutboxProgress.LOOK_AHEAD + PAGE);
    for (int i = 0; i < 2 * PAGE; i++) {
      outbox.append("later" + i + ":1");
    }
    outbox.appended();
    assertThat(outbox.opened.get()).isLessThanOrEqualTo(OutboxProgress.LOOK_AHEAD + PAGE);
    outbox.fails = _ -> false;
    outbox.sweep();
    assertThat(outbox.left()).isEmpty();
  }

  @Test
  void appendsDoNotPutOffWhatIsToBeTriedAgain() {
    var progress = new OutboxProgress();
    assertThat(progress.appended()).isTrue();
    assertThat(progress.carriedOut("1", java.util.Set.of("a"), 1, false, 0)).isFalse();
    for (long nanos = 0; nanos < 900_000_000L; nanos += 100_000_000L) {
      assertThat(progress.retried(nanos)).isFalse();
      assertThat(progress.appended()).isTrue();
      assertThat(progress.after()).isEqualTo("1");
      assertThat(progress.carriedOut("1", java.util.Set.of("a"), 0, false, nanos)).isFalse();
    }
    assertThat(progress.retried(1_000_000_000L)).isTrue();
    assertThat(progress.after()).isEmpty();
    assertThat(progress.held()).isEmpty();
  }

  @Test
  void thePauseGrowsToFiveSecondsAndEndsWhenAllIsDone() {
    var progress = new OutboxProgress();
    long now = 0;
    assertThat(progress.swept(now)).isTrue();
    for (long pause : new long[] {1, 2, 4, 5, 5, 5}) {
      progress.carriedOut("1", java.util.Set.of("a"), 1, false, now);
      now += pause * 1_000_000_000L;
      assertThat(progress.swept(now - 1)).isFalse();
      assertThat(progress.retried(now)).isTrue();
    }
    progress.carriedOut("1", java.util.Set.of(), 0, false, now);
    assertThat(progress.retried(now)).isFalse();
    assertThat(progress.swept(now)).isTrue();
  }
}
