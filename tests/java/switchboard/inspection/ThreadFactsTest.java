package switchboard.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.inspection.ThreadFacts.Seen;
import switchboard.v1.DeadlockedThread;
import switchboard.v1.ThreadPool;

/** Threads by pool, and those that wait for each other. */
class ThreadFactsTest {
  @ParameterizedTest
  @CsvSource({
    "switchboard-pekko.actor.default-dispatcher-12, switchboard-pekko.actor.default-dispatcher-#",
    "lettuce-epollEventLoop-4-1, lettuce-epollEventLoop-#-#",
    "main, main",
    "G1 Conc#3, G# Conc##"
  })
  void aPoolIsANameWithoutItsNumbers(String thread, String pool) {
    assertThat(ThreadFacts.pool(thread)).isEqualTo(pool);
  }

  @Test
  void poolsHaveTheirStatesTheirShareAndTheirBusiestThread() {
    var pools =
        ThreadFacts.pools(
            List.of(
                new Seen("a-1", Thread.State.RUNNABLE, 300, "A.run:1"),
                new Seen("a-2", Thread.State.WAITING, 200, "A.run:2"),
                new Seen("a-3", Thread.State.WAITING, 0, "A.run:3"),
                new Seen("b-1", Thread.State.RUNNABLE, 900, "B.run:1"),
                new Seen("c-1", Thread.State.RUNNABLE, 0, ""),
                new Seen("d-1", Thread.State.RUNNABLE, 0, "")),
            1_000,
            3);
    assertThat(pools.getPoolsList())
        .extracting(ThreadPool::getName)
        .containsExactly("b-#", "a-#", "c-#");
    assertThat(pools.getOthers()).isEqualTo(1);
    var a = pools.getPools(1);
    assertThat(a.getThreads()).isEqualTo(3);
    assertThat(a.getProcessorPercent()).isEqualTo(50.0);
    assertThat(a.getStatesMap()).containsOnly(entry("RUNNABLE", 1), entry("WAITING", 2));
    assertThat(a.getBusiest()).isEqualTo("a-1");
    assertThat(a.getBusiestAt()).isEqualTo("A.run:1");
    assertThat(pools.getPools(2).getBusiest()).isEmpty();
  }

  @Test
  void aThreadThatRunsIsSeenRunning() {
    var end = new AtomicBoolean();
    Thread.ofPlatform()
        .name("busy-17")
        .start(
            () -> {
              while (!end.get()) {
                Thread.onSpinWait();
              }
            });
    try {
      var clock = ThreadFacts.clock();
      await()
          .until(
              () ->
                  ThreadFacts.since(clock).stream()
                      .anyMatch(
                          thread ->
                              thread.name().equals("busy-17")
                                  && thread.nanos() > 1_000_000
                                  && !thread.at().isEmpty()));
    } finally {
      end.set(true);
    }
  }

  @Test
  void threadsThatWaitForEachOtherAreNamed() throws Exception {
    var one = new ReentrantLock();
    var other = new ReentrantLock();
    var both = new CyclicBarrier(2);
    var gone = new CountDownLatch(2);
    var first = take("deadlock-1", one, other, both, gone);
    var second = take("deadlock-2", other, one, both, gone);
    try {
      await().until(() -> ThreadFacts.deadlocked().size() == 2);
      assertThat(ThreadFacts.deadlocked())
          .extracting(DeadlockedThread::getName)
          .containsExactlyInAnyOrder("deadlock-1", "deadlock-2");
      assertThat(ThreadFacts.deadlocked())
          .filteredOn(thread -> thread.getName().equals("deadlock-1"))
          .singleElement()
          .satisfies(
              thread -> {
                assertThat(thread.getHeldBy()).isEqualTo("deadlock-2");
                assertThat(thread.getWaitsFor()).contains("ReentrantLock");
                assertThat(thread.getAt()).isNotEmpty();
              });
    } finally {
      first.interrupt();
      second.interrupt();
    }
    gone.await();
    assertThat(ThreadFacts.deadlocked()).isEmpty();
  }

  private static Thread take(
      String name,
      ReentrantLock mine,
      ReentrantLock theirs,
      CyclicBarrier both,
      CountDownLatch gone) {
    return Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              mine.lock();
              try {
                both.await();
                theirs.lockInterruptibly();
                theirs.unlock();
              } catch (Exception interrupted) {
                Thread.currentThread().interrupt();
              } finally {
                mine.unlock();
                gone.countDown();
              }
            });
  }
}
