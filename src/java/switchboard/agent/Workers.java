package switchboard.agent;

import java.util.function.Consumer;

/**
 * Hands turns to the workers of the cluster. It remembers nothing durable: who assigns a turn keeps
 * it open until an answer is recorded, and assigns it again when it hears that it was lost.
 */
public interface Workers {
  /** There are none. */
  Workers NONE =
      new Workers() {
        @Override
        public void assign(Assignment turn, Consumer<WorkerNews> session) {
          session.accept(
              new WorkerNews.Lost(turn.turn(), turn.attempt(), WorkerNews.Lost.Reason.NO_WORKER));
        }

        @Override
        public void cancel(Assignment turn) {
          // nobody has it
        }
      };

  /**
   * Hands an open turn to a worker of its agent, the same one for a session while that lives.
   * Neither blocks nor throws, and delivers at most once.
   *
   * @param session is told what becomes of it, on any thread: Taken and Deltas, if any, then
   *     Answered or Lost; nothing at all if that got lost too
   */
  void assign(Assignment turn, Consumer<WorkerNews> session);

  /** Nobody waits for this attempt any more; what still comes of it is ignored. */
  void cancel(Assignment turn);
}
