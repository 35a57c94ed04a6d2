package switchboard.ops.check;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import switchboard.local.SystemState;
import switchboard.local.SystemState.PartState;
import switchboard.ops.CommandFailure;
import switchboard.ops.demo.ClusterWatch;

/**
 * Kills nodes with SIGKILL while dialogues are played: each when its share of the turns is done and
 * the cluster is whole again. Turns are held back where they would outrun a kill, so that every
 * kill has turns before, during and after it.
 */
final class Killings implements DialoguePlay.Pace, Runnable {
  private static final Duration HEALED_WITHIN = Duration.ofSeconds(180);

  private final Supplier<SystemState> state;
  private final ClusterWatch watch;
  private final long turns;
  private final CountDownLatch[] due;
  private final CountDownLatch[] made;
  private final SplittableRandom random;
  private final Differences differences;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger killed = new AtomicInteger();

  /**
   * What is to be killed.
   *
   * @param kills how often
   * @param turns how many turns there will be
   */
  Killings(
      int kills,
      long turns,
      Supplier<SystemState> state,
      ClusterWatch watch,
      long seed,
      Differences differences) {
    this.state = state;
    this.watch = watch;
    this.turns = turns;
    this.due = latches(kills);
    this.made = latches(kills);
    this.random = new SplittableRandom(seed);
    this.differences = differences;
  }

  private static CountDownLatch[] latches(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> new CountDownLatch(1))
        .toArray(CountDownLatch[]::new);
  }

  @Override
  public void beforeTurn() throws InterruptedException {
    int turn = begun.incrementAndGet();
    for (int kill = 0; kill < due.length; kill++) {
      // In halves of the parts that the kills cut the turns into.
      long halves = 2L * turn * (due.length + 1) / Math.max(1, turns);
      if (halves >= 2L * (kill + 1)) {
        due[kill].countDown();
      }
      if (halves > 2L * (kill + 1)) {
        made[kill].await();
      }
    }
  }

  /** Kills at their moments; ends after the last one, or when it is interrupted. */
  @Override
  public void run() {
    try {
      for (int kill = 0; kill < due.length; kill++) {
        due[kill].await();
        watch.awaitWhole(HEALED_WITHIN);
        killOne();
        made[kill].countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CommandFailure e) {
      differences.add("kill " + (killed.get() + 1) + ": " + e.getMessage());
    } finally {
      for (var latch : made) {
        latch.countDown();
      }
    }
  }

  private void killOne() {
    var nodes = state.get().nodes();
    PartState victim = nodes.get(random.nextInt(nodes.size()));
    boolean sent = ProcessHandle.of(victim.pid()).map(ProcessHandle::destroyForcibly).orElse(false);
    if (!sent) {
      throw new CommandFailure(
          "node " + victim.name() + ", pid " + victim.pid() + ", is not there");
    }
    killed.incrementAndGet();
  }

  /** How many nodes were killed. */
  int killed() {
    return killed.get();
  }

  /** Waits until the cluster is whole after the last kill. */
  void awaitHealed() throws InterruptedException {
    watch.awaitWhole(HEALED_WITHIN);
  }
}
