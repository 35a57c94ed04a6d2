package switchboard.ops;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import switchboard.local.ParentWatch;
import switchboard.local.Plan;

/** {@code switchboard simulator NAME}. */
@Command(
    name = "simulator",
    description = "Runs one simulated internal system until it is told to stop; `up` starts three.")
public final class SimulatorCommand extends Verb {
  @Parameters(paramLabel = "NAME", description = "order, logistics or payments")
  private String name;

  @Option(names = "--bootstrap", paramLabel = "HOST:PORT", required = true, description = "Kafka")
  private String bootstrap;

  @Option(names = "--data", paramLabel = "DIR", required = true, description = "Ledger and dials")
  private Path data;

  @Option(names = "--seed", defaultValue = "1", description = "Of the simulated world")
  private long seed;

  @Option(
      names = "--latency",
      paramLabel = "A..B",
      description = "How long an answer takes, in ms; one number or a range")
  private String latency;

  @Option(names = "--errors", paramLabel = "RATE", description = "Share that fails, 0.0 to 1.0")
  private Double errors;

  @Option(names = "--duplicates", paramLabel = "RATE", description = "Share answered twice")
  private Double duplicates;

  @Option(names = "--silent", description = "Takes commands and answers none")
  private boolean silent;

  @Option(names = "--child", hidden = true)
  private boolean child;

  @Override
  public Integer call() {
    if (!Plan.SIMULATORS.contains(name)) {
      throw new CommandFailure("no simulator is named " + name + ": order, logistics or payments");
    }
    if (child) {
      ParentWatch.exitWithParent();
    }
    return Processes.simulator(name, bootstrap, data, seed, dials());
  }

  private List<String> dials() {
    var arguments = new ArrayList<String>();
    if (latency != null) {
      arguments.addAll(List.of("--latency", latency));
    }
    if (errors != null) {
      arguments.addAll(List.of("--errors", "" + errors));
    }
    if (duplicates != null) {
      arguments.addAll(List.of("--duplicates", "" + duplicates));
    }
    if (silent) {
      arguments.add("--silent");
    }
    return arguments;
  }
}
