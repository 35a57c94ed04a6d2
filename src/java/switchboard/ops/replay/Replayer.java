package switchboard.ops.replay;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.replay.Corpus.Dialogue;

/** Sends dialogues, several at a time, spread over all nodes. */
public final class Replayer {
  private final FrontDoors doors;
  private final String agent;
  private final int parallel;
  private final long seed;

  /**
   * A replay to a cluster.
   *
   * @param agent that the sessions are created with: it answers as echo does
   */
  public Replayer(FrontDoors doors, String agent, int parallel, long seed) {
    this.doors = doors;
    this.agent = agent;
    this.parallel = parallel;
    this.seed = seed;
  }

  /** Sends all of them, every second one over Converse, and checks what came of each. */
  public ReplayReport replay(List<Dialogue> dialogues) throws InterruptedException {
    // A replay may be repeated against the same store: sessions of its own each time.
    var run = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
    var report = new ReplayReport();
    try (var workers =
        Executors.newFixedThreadPool(parallel, Thread.ofVirtual().name("replay-", 0).factory())) {
      for (int i = 0; i < dialogues.size(); i++) {
        int number = i;
        workers.submit(() -> one(dialogues.get(number), number, run, report));
      }
    }
    report.finish();
    return report;
  }

  private void one(Dialogue dialogue, int number, String run, ReplayReport report) {
    boolean converse = number % 2 == 0;
    // Of both kinds, every node gets its share.
    int node = number / 2;
    var sessionId = "r" + run + "-" + number;
    try {
      report.add(
          dialogue.id(),
          new DialogueReplay(doors, agent, dialogue, node, sessionId, seed + number).run(converse));
    } catch (CommandFailure e) {
      report.failed(dialogue.id(), e.getMessage());
    } catch (RuntimeException e) {
      report.failed(dialogue.id(), "unexpectedly: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      report.failed(dialogue.id(), "interrupted");
    }
  }
}
