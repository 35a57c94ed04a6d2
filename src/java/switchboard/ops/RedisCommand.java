package switchboard.ops;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import switchboard.local.ParentWatch;

/** {@code switchboard redis}: holds a Redis server, and stops with it. */
@Command(name = "redis", hidden = true, description = "Runs a Redis server; `up` starts one.")
public final class RedisCommand extends Verb {
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
  public Integer call() throws Exception {
    var server = Processes.redis(port, data, appendfsync);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "stop-redis"));
    if (child) {
      ParentWatch.exitWithParent();
    }
    System.out.println("redis ready 127.0.0.1:" + port);
    // When the server dies, this process does, and whoever supervises it starts both again.
    CompletableFuture.anyOf(
            ProcessHandle.current()
                .children()
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture<?>[]::new))
        .join();
    return 1;
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      e.printStackTrace();
    }
  }
}
