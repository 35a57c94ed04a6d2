package switchboard.ops.top;

import dev.tamboui.tui.TuiConfig;
import dev.tamboui.tui.TuiRunner;
import dev.tamboui.tui.error.ErrorAction;
import dev.tamboui.tui.error.ErrorContext;
import dev.tamboui.tui.error.RenderError;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.TickEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import switchboard.ops.CommandFailure;
import switchboard.v1.ListNodeFiguresResponse;

/**
 * The screen while somebody looks at it. One thread asks the nodes, which may take seconds; another
 * one draws and hears keys, so that keys are obeyed meanwhile.
 */
public final class LiveTop {
  private static final Duration TICK = Duration.ofMillis(100);

  private final Supplier<ListNodeFiguresResponse> nodes;
  private final Duration every;
  private final Paint paint;
  private final ConcurrentLinkedQueue<UnaryOperator<TopState>> news = new ConcurrentLinkedQueue<>();
  private final Semaphore due = new Semaphore(0);
  private volatile boolean paused;
  private volatile boolean gone;
  private Optional<Throwable> failure = Optional.empty();
  private TopState state = TopState.EMPTY;

  private LiveTop(Supplier<ListNodeFiguresResponse> nodes, Duration every, Paint paint) {
    this.nodes = nodes;
    this.every = every;
    this.paint = paint;
  }

  /**
   * Shows the nodes until the operator quits; leaves the terminal as it was, however it ends.
   *
   * @param nodes asks them; fails with {@link CommandFailure}, and is asked again then
   * @param every how long to wait after an answer before the next question
   * @throws CommandFailure if there is no terminal, or no node ever answered
   */
  public static void run(Supplier<ListNodeFiguresResponse> nodes, Duration every, boolean colours) {
    var top = new LiveTop(nodes, every, new Paint(colours));
    top.show();
    top.failure.ifPresent(
        cause -> {
          throw new IllegalStateException("the screen could not be drawn", cause);
        });
    if (top.state.latest().isEmpty()) {
      throw new CommandFailure(
          top.state.problem().orElse("no node had answered yet when the screen was left"));
    }
  }

  private void show() {
    var asker = Thread.ofPlatform().daemon().name("top-nodes").unstarted(this::ask);
    try (var runner =
        TuiRunner.create(
            TuiConfig.builder()
                .backend(new JLineScreen(terminal(), () -> gone = true))
                .tickRate(TICK)
                .errorHandler(this::failed)
                .build())) {
      asker.start();
      runner.run(this::on, frame -> Screen.draw(frame.buffer(), state, paint));
    } catch (CommandFailure known) {
      throw known;
    } catch (Exception unusable) {
      throw new CommandFailure(
          "the terminal cannot be used (" + unusable.getMessage() + "): see --once", unusable);
    } finally {
      asker.interrupt();
    }
  }

  private static Terminal terminal() throws IOException {
    return TerminalBuilder.builder().system(true).dumb(false).build();
  }

  private ErrorAction failed(RenderError error, ErrorContext context) {
    failure = Optional.of(error.cause());
    return ErrorAction.QUIT_IMMEDIATELY;
  }

  private void ask() {
    try {
      while (true) {
        if (!paused) {
          news.add(look());
        }
        due.tryAcquire(every.toNanos(), TimeUnit.NANOSECONDS);
        due.drainPermits();
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private UnaryOperator<TopState> look() {
    try {
      var figures = nodes.get();
      return before -> before.seen(figures);
    } catch (CommandFailure nobody) {
      return before -> before.failed(nobody.getMessage());
    }
  }

  /** Whether to draw anew. */
  private boolean on(Event event, TuiRunner runner) {
    if (gone) {
      runner.quit();
      return false;
    }
    return switch (event) {
      case TickEvent _ -> hear();
      case KeyEvent key when key.isQuit() -> {
        runner.quit();
        yield false;
      }
      case KeyEvent key when key.code() == KeyCode.CHAR -> press(key.character());
      default -> false;
    };
  }

  private boolean hear() {
    boolean any = false;
    for (var told = news.poll(); told != null; told = news.poll()) {
      state = told.apply(state);
      any = true;
    }
    return any;
  }

  private boolean press(char key) {
    state = state.pressed(key);
    paused = state.choices().paused();
    if (key == ' ' || key == 'p') {
      due.release();
    }
    return true;
  }
}
