package switchboard.ops;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import switchboard.local.Plan;

/** {@code switchboard simulators}. */
@Command(
    name = "simulators",
    description = "The simulated internal systems that `up` runs.",
    subcommands = SimulatorsCommand.Dial.class)
public final class SimulatorsCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure("say what to do: switchboard simulators dial NAME ...");
  }

  /** {@code switchboard simulators dial NAME}. */
  @Command(
      name = "dial",
      description =
          "Turns the dials of a simulator while it runs; what is not named stays as it is,"
              + " also over"
              + " a restart.")
  static final class Dial extends Verb {
    @Parameters(paramLabel = "NAME", description = "order, logistics or payments")
    private String name;

    @Option(
        names = "--latency",
        paramLabel = "A..B",
        description = "How long an answer takes, in ms; one number or a range")
    private String latency;

    @Option(names = "--errors", paramLabel = "RATE", description = "Share that fails, 0.0 to 1.0")
    private String errors;

    @Option(names = "--duplicates", paramLabel = "RATE", description = "Share answered twice")
    private String duplicates;

    @Option(names = "--silent", description = "From now on it takes commands and answers none")
    private boolean silent;

    @Option(names = "--talking", description = "Ends --silent")
    private boolean talking;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = ".switchboard",
        description = "Data directory of the system")
    private Path data;

    @Override
    public Integer call() {
      if (!Plan.SIMULATORS.contains(name)) {
        throw new CommandFailure(
            "no simulator is named " + name + ": order, logistics or payments");
      }
      Processes.dial(data.resolve("simulators").resolve(name), options());
      return 0;
    }

    private List<String> options() {
      var options = new ArrayList<String>();
      add(options, "--latency", latency);
      add(options, "--errors", errors);
      add(options, "--duplicates", duplicates);
      if (silent) {
        options.add("--silent");
      }
      if (talking) {
        options.add("--talking");
      }
      return options;
    }

    private static void add(List<String> options, String name, String value) {
      if (value != null) {
        options.add(name);
        options.add(value);
      }
    }
  }
}
