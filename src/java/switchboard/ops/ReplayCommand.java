package switchboard.ops;

import picocli.CommandLine.Command;

@Command(name = "replay")
public final class ReplayCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure("not yet");
  }
}
