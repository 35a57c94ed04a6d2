package switchboard.ops;

import picocli.CommandLine.Command;

@Command(name = "bench")
public final class BenchCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure("not yet");
  }
}
