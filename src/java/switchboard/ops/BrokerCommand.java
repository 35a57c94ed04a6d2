package switchboard.ops;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import switchboard.local.ParentWatch;

/** {@code switchboard broker}. */
@Command(
    name = "broker",
    description =
        "Runs a Kafka broker (KRaft mode, loopback) until it is told to stop; `up` starts one.")
public final class BrokerCommand extends Verb {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Where it keeps its log")
  private Path data;

  @Option(names = "--port", defaultValue = "7461", description = "TCP port for clients")
  private int port;

  @Option(names = "--controller-port", defaultValue = "7462", description = "TCP port for itself")
  private int controllerPort;

  @Option(names = "--child", hidden = true)
  private boolean child;

  @Override
  public Integer call() {
    if (child) {
      ParentWatch.exitWithParent();
    }
    Processes.broker(data, port, controllerPort);
    return 0;
  }
}
