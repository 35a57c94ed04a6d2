package switchboard.ops;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import switchboard.local.LocalFailure;

/** How a command that failed says so: one line for what a person can act on, a trace otherwise. */
public final class Failures {
  private Failures() {}

  /** Prints the failure to standard error; the exit code is 1. */
  public static int report(Exception failure, CommandLine command, ParseResult parsed) {
    switch (failure) {
      case LocalFailure known -> command.getErr().println("switchboard: " + known.getMessage());
      case CommandFailure known -> command.getErr().println("switchboard: " + known.getMessage());
      default -> failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
