package switchboard.agent;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts answers of agents, and what goes wrong with turns of workers: this node, since start. */
public final class TurnCounts {
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<WorkerNews.Lost.Reason, LongAdder> lost =
      new EnumMap<>(WorkerNews.Lost.Reason.class);

  TurnCounts() {
    for (var reason : WorkerNews.Lost.Reason.values()) {
      lost.put(reason, new LongAdder());
    }
  }

  /** An agent's answer to a message is recorded. */
  public void answered() {
    answered.increment();
  }

  /** An answer came for an attempt that nobody waits for any more. */
  public void refused() {
    refused.increment();
  }

  /** An attempt came to nothing. */
  public void lost(WorkerNews.Lost.Reason reason) {
    lost.get(reason).increment();
  }

  /** How many answers of agents to messages were recorded. */
  public long answers() {
    return answered.sum();
  }

  /** How many answers were refused. */
  public long refusedAnswers() {
    return refused.sum();
  }

  /** How many attempts came to nothing for this reason. */
  public long lostAttempts(WorkerNews.Lost.Reason reason) {
    return lost.get(reason).sum();
  }
}
