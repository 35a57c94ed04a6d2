package switchboard.ops;

import picocli.CommandLine.Command;

@Command(name = "simulators")
public final class SimulatorsCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure("not yet");
  }
}
