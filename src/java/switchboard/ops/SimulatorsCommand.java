package switchboard.ops;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.local.Plan;

/** {@code switchboard simulators}. */
@Command(
    name = "simulators",
    description = "The simulated internal systems that `up` runs.",
    subcommands = {SimulatorsCommand.Dial.class, SimulatorsCommand.Emit.class})
public final class SimulatorsCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure("say what to do: switchboard simulators dial|emit NAME ...");
  }

  private static String known(String name) {
    if (!Plan.SIMULATORS.contains(name)) {
      throw new CommandFailure("no simulator is named " + name + ": order, logistics or payments");
    }
    return name;
  }

  /** {@code switchboard simulators dial NAME}. */
  @Command(
      name = "dial",
      description =
          "Turns the dials of a simulator while it runs; what is not named stays as it is,"
              + " also over a restart.")
  static final class Dial extends Verb {
    @Parameters(paramLabel = "NAME", description = "order, logistics or payments")
    private String name;

    @Mixin private DialOptions dials;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = ".switchboard",
        description = "Data directory of the system")
    private Path data;

    @Override
    public Integer call() {
      Processes.dial(data.resolve("simulators").resolve(known(name)), dials.given());
      return 0;
    }
  }

  /** {@code switchboard simulators emit NAME ORDER FACT=VALUE ...}. */
  @Command(
      name = "emit",
      description =
          "Has a simulator tell something about an order that nobody asked for, and take it for"
              + " true; once, also if it is killed meanwhile. Prints the event's id.")
  static final class Emit extends Verb {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "order or logistics")
    private String name;

    @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id")
    private String orderId;

    @Parameters(
        index = "2..*",
        arity = "1..*",
        paramLabel = "FACT=VALUE",
        description = "What is true now, such as status=DELIVERED or etaMinutes=5")
    private Map<String, String> facts;

    @Option(
        names = "--tenant",
        defaultValue = "",
        description = "Whose order it is; left out, the event does not say")
    private String tenant;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = ".switchboard",
        description = "Data directory of the system")
    private Path data;

    @Override
    public Integer call() {
      var id = Processes.emit(data.resolve("simulators"), known(name), orderId, tenant, facts);
      spec.commandLine().getOut().println(id);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
