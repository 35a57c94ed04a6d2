package switchboard.ops;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.access.Scope;
import switchboard.access.StaticKey;

/** {@code switchboard keys}. */
@Command(
    name = "keys",
    description = "Makes keys for those who call the front door.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = KeysCommand.New.class)
public final class KeysCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard keys new --tenant TENANT --scope SCOPE");
  }

  /** {@code switchboard keys new}. */
  @Command(
      name = "new",
      description = {
        "Prints a new key and the line that stands for it in the nodes' file of keys"
            + " (switchboard.front-door.authentication.keys-file). The key is shown this once: the"
            + " line has its hash only, and nothing is kept here.",
        "Add the line to the file of every node; they notice within seconds. Take it out to refuse"
            + " the key again."
      })
  static final class New extends Verb {
    @Spec private CommandSpec spec;

    @Option(
        names = "--tenant",
        paramLabel = "TENANT",
        required = true,
        description = "Whose key it is: 1 to 63 of a-z, 0-9 and '-'")
    private String tenant;

    @Option(
        names = "--subject",
        paramLabel = "SUBJECT",
        description =
            "The person that it stands for, 1 to 128 visible ASCII characters; needed for the scope"
                + " conversation")
    private Optional<String> subject = Optional.empty();

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        split = ",",
        required = true,
        description =
            "What it may do, one or more of: conversation (the subject's own sessions), tenant"
                + " (all of the tenant's sessions and profiles), privacy (export and erase any"
                + " subject of the tenant)")
    private List<Scope> scopes;

    @Override
    public Integer call() {
      StaticKey.Made made;
      try {
        made = StaticKey.make(new SecureRandom(), tenant, subject, EnumSet.copyOf(scopes));
      } catch (IllegalArgumentException wrong) {
        throw new CommandFailure("no key was made: " + wrong.getMessage(), wrong);
      }
      var out = spec.commandLine().getOut();
      out.println("The key, for the client; it is not shown again:");
      out.println(made.token());
      out.println("The line for the nodes' keys-file:");
      out.println(made.key().line());
      out.flush();
      return 0;
    }
  }
}
