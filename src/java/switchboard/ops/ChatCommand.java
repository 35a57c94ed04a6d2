package switchboard.ops;

import picocli.CommandLine.Command;

@Command(name = "chat")
public final class ChatCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure("not yet");
  }
}
