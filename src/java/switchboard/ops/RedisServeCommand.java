package switchboard.ops;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import switchboard.local.ParentWatch;

/** {@code switchboard redis serve}: holds a Redis server, and stops with it. */
@Command(name = "serve", hidden = true, description = "Runs a Redis server; `up` starts one.")
final class RedisServeCommand extends Verb {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Where it keeps its files")
  private Path data;

  @Option(names = "--port", defaultValue = "7460", description = "TCP port")
  private int port;

  @Option(names = "--appendfsync", defaultValue = "always", description = "always or everysec")
  private String appendfsync;

  @Option(names = "--child", hidden = true)
  private boolean child;

  @Override
  public Integer call() {
    var server = Processes.redis(port, data, appendfsync);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-redis"));
    if (child) {
      ParentWatch.exitWithParent();
    }
    System.out.println("redis ready 127.0.0.1:" + port);
    // When the server dies, this process does, and whoever supervises it starts both again.
    ProcessHandle.of(server.pid()).ifPresent(process -> process.onExit().join());
    return 1;
  }
}
