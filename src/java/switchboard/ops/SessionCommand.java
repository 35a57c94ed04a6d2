package switchboard.ops;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.ContextText;
import switchboard.ops.client.Retries;
import switchboard.v1.Context;
import switchboard.v1.GetContextRequest;

/** {@code switchboard session}. */
@Command(
    name = "session",
    description = "Finds sessions, looks into one, and steps in.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SessionListCommand.class,
      SessionShowCommand.class,
      SessionWhereCommand.class,
      SessionExplainCommand.class,
      SessionTailCommand.class,
      SessionEventsCommand.class,
      SessionCommand.ContextCommand.class,
      SessionChangeCommands.PauseCommand.class,
      SessionChangeCommands.Resume.class,
      SessionChangeCommands.Evict.class,
      SessionChangeCommands.Close.class
    })
public final class SessionCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "say what: switchboard session explain NAME, or another command; --help lists them");
  }

  /** {@code switchboard session context NAME}. */
  @Command(
      name = "context",
      description = {
        "Prints a session's context document: its goals, its memory, what is known and what is"
            + " pending, as it stands or as it stood right after an earlier event.",
        "Uses the system that `up` runs from --data, unless --address names front doors."
      })
  static final class ContextCommand extends Verb {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sessions/SESSION")
    private String name;

    @Option(
        names = "--at",
        paramLabel = "SEQUENCE",
        defaultValue = "0",
        description = "As it stood after this event; 0 for now")
    private long sequence;

    @Option(names = "--output", paramLabel = "text|json", defaultValue = "json")
    private Output output;

    @Mixin private Target target;

    @Override
    public Integer call() {
      Context context;
      try (var doors = target.open()) {
        var request =
            GetContextRequest.newBuilder()
                .setName(name.endsWith("/context") ? name : name + "/context")
                .setSequence(sequence)
                .build();
        context = Retries.untilKnown(attempt -> doors.calls(attempt, 10).getContext(request));
      }
      var out = spec.commandLine().getOut();
      out.println(output == Output.JSON ? ContextText.json(context) : ContextText.text(context));
      out.flush();
      return 0;
    }
  }
}
