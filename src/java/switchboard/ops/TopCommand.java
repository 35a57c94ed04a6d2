package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Operations;
import switchboard.ops.client.PlaceText;
import switchboard.ops.top.LiveTop;
import switchboard.ops.top.Screen;
import switchboard.ops.top.TopState;
import switchboard.v1.ListNodeFiguresRequest;
import switchboard.v1.ListNodeFiguresResponse;

/** {@code switchboard top}. */
@Command(
    name = "top",
    description = {
      "Shows the nodes live: turns a second, how long it takes to acknowledge a message, sessions,"
          + " streams, processor and heap, how far the consumers are behind, parked sagas.",
      "One node is asked and asks the others; those that give no answer within a second are red."
          + " If the node that is asked is away, another one is asked.",
      "Keys: q quits, h explains the columns, s sorts, p pauses, space looks now, 1 to 9 show one"
          + " node in full.",
      "NO_COLOR in the environment turns colours off. Without a terminal, use --once: the exit"
          + " code is 1 then if a node is silent."
    })
public final class TopCommand extends Asking {
  private static final double SHORTEST = 0.2;
  private static final double LONGEST = 60;
  private static final int WIDTH = 80;
  private static final int LEAST_WIDTH = 40;
  private static final int MOST_WIDTH = 500;

  /** A node that is stopped must not keep the screen from showing just that. */
  private static final int PATIENCE_MILLIS = 1800;

  @Spec private CommandSpec spec;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "How often to look, 0.2 to 60; ${DEFAULT-VALUE} if not given")
  private double every;

  @Option(
      names = "--once",
      description = {
        "Looks twice, --every apart, and prints one screen as text, as wide as COLUMNS in the"
            + " environment says or 80; with --output json it looks once and prints the figures"
      })
  private boolean once;

  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    if (!(every >= SHORTEST && every <= LONGEST)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--every must be 0.2 to 60 seconds, not " + every);
    }
    if (isJson() && !once) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--output json needs --once: a screen is for people");
    }
    if (once) {
      return printOnce(operations);
    }
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new CommandFailure(
          "there is no terminal to draw on: use --once, alone or with --output json");
    }
    LiveTop.run(() -> figures(operations), pause(), isColourful());
    return 0;
  }

  private int printOnce(Operations operations) throws InvalidProtocolBufferException {
    var first = figures(operations);
    if (isJson()) {
      print(PlaceText.json(first));
      return exitCode(first);
    }
    try {
      TimeUnit.NANOSECONDS.sleep(pause().toNanos());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted between two looks at the nodes", interrupted);
    }
    var second = figures(operations);
    print(Screen.text(TopState.EMPTY.seen(first).seen(second), width(System.getenv("COLUMNS"))));
    return exitCode(second);
  }

  private static int exitCode(ListNodeFiguresResponse figures) {
    return figures.getNodesList().stream().allMatch(node -> node.getNode().getAnswered()) ? 0 : 1;
  }

  private static ListNodeFiguresResponse figures(Operations operations) {
    return operations.any(
        node ->
            node.withDeadlineAfter(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .listNodeFigures(ListNodeFiguresRequest.getDefaultInstance()));
  }

  private Duration pause() {
    return Duration.ofNanos(Math.round(every * 1e9));
  }

  /** See no-color.org: any value but an empty one. */
  private static boolean isColourful() {
    var off = System.getenv("NO_COLOR");
    return off == null || off.isEmpty();
  }

  static int width(String columns) {
    return columns != null && columns.matches("\\d{1,4}")
        ? Math.clamp(Integer.parseInt(columns), LEAST_WIDTH, MOST_WIDTH)
        : WIDTH;
  }
}
