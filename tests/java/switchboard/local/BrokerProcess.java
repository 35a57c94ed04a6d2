package switchboard.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A broker in a process of its own, so that a test can kill it. */
final class BrokerProcess {
  /** The process's main class. */
  static final class Main {
    public static void main(String[] arguments) throws IOException {
      KafkaBroker.run(
          Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }
  }

  private final Process process;

  private BrokerProcess(Process process) {
    this.process = process;
  }

  /** Returns when the broker has said that it is ready. */
  static BrokerProcess start(Path dir, int port, int controllerPort) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                dir.toString(),
                String.valueOf(port),
                String.valueOf(controllerPort))
            .redirectErrorStream(true)
            .start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("kafka broker ready on ")) {
        // A pipe that nobody reads would fill up and stop the broker.
        Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
        return new BrokerProcess(process);
      }
    }
    process.destroyForcibly();
    throw new IOException("The broker process ended before it was ready");
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
  }

  /** Asks it to stop; its exit code, or nothing if it had to be killed after 10 s. */
  Optional<Integer> stop() throws InterruptedException {
    process.destroy();
    if (process.waitFor(10, TimeUnit.SECONDS)) {
      return Optional.of(process.exitValue());
    }
    kill();
    return Optional.empty();
  }
}
