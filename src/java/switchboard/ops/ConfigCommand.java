package switchboard.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Living;
import switchboard.ops.client.Operations;
import switchboard.ops.client.SagaText;
import switchboard.ops.client.SettingText;
import switchboard.settings.Problem;
import switchboard.settings.Reference;
import switchboard.v1.ListSettingsRequest;
import switchboard.v1.SystemServiceGrpc;

/** {@code switchboard config}. */
@Command(
    name = "config",
    description = "Shows what the nodes are configured with, and checks a configuration file.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConfigCommand.Show.class, ConfigCommand.Check.class, ConfigCommand.Page.class})
public final class ConfigCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard config show, check FILE or reference");
  }

  /** {@code switchboard config show}. */
  @Command(
      name = "show",
      description = {
        "Shows the settings that the nodes run with and where each value comes from: file:line, the"
            + " name of an environment variable, --set, or -D for a property of the JVM. Where"
            + " nodes differ, each has a row of its own.",
        "Without PREFIX: all of switchboard, and of pekko what is not Pekko's own default. What may"
            + " be secret is (hidden) before it leaves its node.",
        "The exit code is 1 if a node gives no answer within a second."
      })
  static final class Show extends Asking {
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    @Mixin private NodeOption node;

    @Parameters(
        paramLabel = "PREFIX",
        arity = "0..1",
        defaultValue = "",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "A key or a section, such as switchboard.redis or pekko.cluster")
    private String prefix;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var request = ListSettingsRequest.newBuilder().setNode(node.name()).setPrefix(prefix).build();
      var said =
          operations.any(
              SystemServiceGrpc::newBlockingV2Stub,
              it -> Living.within(DEADLINE, it).listSettings(request));
      print(isJson() ? SagaText.json(said) : SettingText.settings(said));
      return said.getSilentCount() == 0 ? 0 : 1;
    }
  }

  /** {@code switchboard config check FILE}. */
  @Command(
      name = "check",
      description = {
        "Checks a configuration as a node does at its start, without one: every wrong value, every"
            + " key below switchboard that is not known, everything that a substitution does not"
            + " find, with file and line.",
        "The environment variables and -D properties of this command count, as those of the node"
            + " would. The exit code is 1 if anything is wrong."
      })
  static final class Check extends Verb {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "HOCON, as `switchboard node --config` takes it")
    private Path file;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Sets one configuration key, above file and environment; repeatable")
    private List<String> overrides = List.of();

    @Option(
        names = "--without-keys",
        description =
            "Does not look for key-encryption keys and certificates, which only the nodes may have")
    private boolean withoutKeys;

    @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
    private Output output;

    @Override
    public Integer call() throws JsonProcessingException {
      var problems = Processes.checkConfig(Optional.of(file), overrides, !withoutKeys);
      var out = spec.commandLine().getOut();
      if (output == Output.JSON) {
        out.println(new JsonMapper().writeValueAsString(Map.of("problems", problems)));
      } else if (problems.isEmpty()) {
        out.println("nothing is wrong with " + file);
      } else {
        problems.stream().map(Problem::toString).forEach(out::println);
        out.println(problems.size() + (problems.size() == 1 ? " problem" : " problems"));
      }
      out.flush();
      return problems.isEmpty() ? 0 : 1;
    }
  }

  /** {@code switchboard config reference}. */
  @Command(
      name = "reference",
      description = "Prints the page with every key, its default and what it is, as Markdown.")
  static final class Page extends Verb {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      out.print(Reference.page());
      out.flush();
      return 0;
    }
  }
}
