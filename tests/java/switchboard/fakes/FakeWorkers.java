package switchboard.fakes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import switchboard.agent.AgentAnswer;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerNews;
import switchboard.agent.Workers;

/** Takes what it is assigned, and says what a test has it say. */
public final class FakeWorkers implements Workers {
  private final List<Task> tasks = new CopyOnWriteArrayList<>();
  private final List<Assignment> cancelled = new CopyOnWriteArrayList<>();

  /** A turn that was handed out. */
  public record Task(Assignment turn, Consumer<WorkerNews> session) {
    public void answer(String worker, AgentAnswer answer) {
      session.accept(new WorkerNews.Answered(turn.turn(), turn.attempt(), worker, answer));
    }

    public void taken(String worker) {
      session.accept(new WorkerNews.Taken(turn.turn(), turn.attempt(), worker));
    }

    public void delta(String text) {
      session.accept(new WorkerNews.Delta(turn.turn(), turn.attempt(), text));
    }

    public void lose(WorkerNews.Lost.Reason reason) {
      session.accept(new WorkerNews.Lost(turn.turn(), turn.attempt(), reason));
    }
  }

  @Override
  public void assign(Assignment turn, Consumer<WorkerNews> session) {
    tasks.add(new Task(turn, session));
  }

  @Override
  public void cancel(Assignment turn) {
    cancelled.add(turn);
  }

  /** What was handed out so far. */
  public List<Task> tasks() {
    return List.copyOf(tasks);
  }

  public List<Assignment> cancelled() {
    return List.copyOf(cancelled);
  }
}
