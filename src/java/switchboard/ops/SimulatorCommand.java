package switchboard.ops;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import switchboard.local.ParentWatch;
import switchboard.local.Plan;
import switchboard.simulators.ServiceSettings;

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
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where payments answers HTTP too; port 0 for any that is free")
  private String http;

  @Mixin private DialOptions dials;

  @Option(names = "--child", hidden = true)
  private boolean child;

  @Override
  public Integer call() {
    if (!Plan.SIMULATORS.contains(name)) {
      throw new CommandFailure("no simulator is named " + name + ": order, logistics or payments");
    }
    var address = Optional.ofNullable(http).map(SimulatorCommand::address);
    if (child) {
      ParentWatch.exitWithParent();
    }
    return Processes.simulator(
        name, new ServiceSettings(bootstrap, data, seed, address), dials.given());
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException malformed) {
      throw new CommandFailure("--http takes HOST:PORT, not " + text, malformed);
    }
  }
}
