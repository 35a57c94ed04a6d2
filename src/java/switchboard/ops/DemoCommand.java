package switchboard.ops;

import picocli.CommandLine.Command;

@Command(name = "demo")
public final class DemoCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure("not yet");
  }
}
