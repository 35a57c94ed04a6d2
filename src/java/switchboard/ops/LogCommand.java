package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Living;
import switchboard.ops.client.LogStream;
import switchboard.ops.client.LogText;
import switchboard.ops.client.Operations;
import switchboard.ops.client.SagaText;
import switchboard.v1.ListLogLevelsRequest;
import switchboard.v1.SetLogLevelRequest;
import switchboard.v1.SystemServiceGrpc;
import switchboard.v1.TailLogRequest;
import switchboard.v1.TailLogResponse;

/** {@code switchboard log}. */
@Command(
    name = "log",
    description = "Reads the nodes' logs, and sets log levels for a while.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LogCommand.Level.class, LogCommand.Tail.class})
public final class LogCommand extends Verb {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard log tail, or level");
  }

  /** {@code switchboard log level}. */
  @Command(
      name = "level",
      description = {
        "Without LEVEL: shows the levels that are set on each node, and that of LOGGER.",
        "With LEVEL: sets it, on all nodes or one. It is what it was before by itself after --for,"
            + " or when the node restarts. Below INFO only loggers of switchboard and"
            + " org.apache.pekko can go: what other libraries write there holds what users say.",
        "The exit code is 1 if a node gives no answer within a second."
      })
  static final class Level extends Asking {
    @Mixin private NodeOption node;
    @Mixin private Change change;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "LOGGER",
        defaultValue = "",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "Such as switchboard.session; ROOT is the one that all others take after")
    private String logger;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "LEVEL",
        description = "TRACE, DEBUG, INFO, WARN, ERROR or OFF")
    private String level;

    @Option(
        names = "--for",
        paramLabel = "TIME",
        defaultValue = "15m",
        converter = Lengths.class,
        description = "After which it is what it was: 90s, 15m or 2h, at most 24h")
    private Duration time;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      return level == null ? list(operations) : set(operations);
    }

    private int list(Operations operations) throws InvalidProtocolBufferException {
      var request =
          ListLogLevelsRequest.newBuilder().setNode(node.name()).setLogger(logger).build();
      var said =
          operations.any(
              SystemServiceGrpc::newBlockingV2Stub,
              it -> Living.within(DEADLINE, it).listLogLevels(request));
      print(
          isJson()
              ? SagaText.json(said)
              : LogText.levels(said.getNodesList(), said.getSilentList()));
      return said.getSilentCount() == 0 ? 0 : 1;
    }

    private int set(Operations operations) throws InvalidProtocolBufferException {
      var request =
          SetLogLevelRequest.newBuilder()
              .setNode(node.name())
              .setLogger(logger)
              .setLevel(level.toUpperCase(Locale.ROOT))
              .setRevertAfter(Durations.fromSeconds(time.toSeconds()))
              .setReason(change.reason())
              .build();
      var what =
          "set %s to %s on %s for %s"
              .formatted(
                  logger,
                  request.getLevel(),
                  node.name().isEmpty() ? "all nodes" : node.name(),
                  Lengths.text(time));
      if (change.isDryRun()) {
        print("This would " + what + ". It stands so:");
        return list(operations);
      }
      change.confirm(what);
      var said =
          operations.any(
              SystemServiceGrpc::newBlockingV2Stub,
              it -> Living.within(DEADLINE, it).setLogLevel(request));
      print(
          isJson()
              ? SagaText.json(said)
              : LogText.levels(said.getNodesList(), said.getSilentList()));
      return said.getSilentCount() == 0 ? 0 : 1;
    }
  }

  /** {@code switchboard log tail}. */
  @Command(
      name = "tail",
      description = {
        "Prints the last lines of the nodes' logs in the order of their times, masked as they are"
            + " in the nodes' own output and with the name of the node; with --follow, those that"
            + " come, until Ctrl-C.",
        "A line that starts with -- is about a node: it gives no answer, answers again, or lines of"
            + " it are left out. JSON has an object for each line.",
        "Without --follow, the exit code is 1 if a node gives no answer within a second."
      })
  static final class Tail extends Asking {
    @Mixin private NodeOption node;

    @Option(
        names = "--level",
        paramLabel = "LEVEL",
        defaultValue = "",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "Only this level and above: TRACE, DEBUG, INFO, WARN or ERROR; default: all")
    private String level;

    @Option(
        names = "--logger",
        paramLabel = "PREFIX",
        defaultValue = "",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "Only loggers whose names begin so, such as switchboard.journal")
    private String logger;

    @Option(
        names = "--session",
        paramLabel = "NAME",
        defaultValue = "",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "Only lines about tenants/TENANT/sessions/SESSION")
    private String session;

    @Option(
        names = "--lines",
        paramLabel = "N",
        defaultValue = "100",
        description =
            "How many of the last lines, 1 to 5000; a node keeps 500 if its"
                + " configuration says nothing else")
    private int lines;

    @Option(
        names = {"-f", "--follow"},
        description = "Goes on with the lines that come")
    private boolean follow;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var request =
          TailLogRequest.newBuilder()
              .setNode(node.name())
              .setLevel(level.toUpperCase(Locale.ROOT))
              .setLogger(logger)
              .setSession(session)
              .setLines(lines)
              .setFollow(follow)
              .build();
      boolean isWhole = new LogStream(operations).read(request, this::print);
      return isWhole || follow ? 0 : 1;
    }

    private void print(TailLogResponse news) throws InvalidProtocolBufferException {
      print(isJson() ? LogText.json(news) : LogText.news(news));
    }
  }
}
