package switchboard.ops;

import picocli.CommandLine.Command;

@Command(name = "bench-load")
public final class BenchLoadCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure("not yet");
  }
}
