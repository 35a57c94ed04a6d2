package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import switchboard.local.ParentWatch;

/** {@code switchboard node}. */
@Command(
    name = "node",
    description = {
      "Runs one node of the cluster until it is told to stop (SIGTERM).",
      "It prints one line, \"switchboard node ready front-door=HOST:PORT operations=HOST:PORT"
          + " workers=HOST:PORT store=ID\", when it is a member of the cluster and serves."
    })
public final class NodeCommand extends Verb {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "HOCON file laid over the built-in configuration; default: none")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one configuration key, above file and environment; repeatable")
  private List<String> overrides = List.of();

  @Option(
      names = "--child",
      hidden = true,
      description = "Ends when standard input does, that is, with the process that started it")
  private boolean child;

  @Override
  public Integer call() {
    if (child) {
      ParentWatch.exitWithParent();
    }
    return Processes.node(Optional.ofNullable(config), overrides);
  }
}
