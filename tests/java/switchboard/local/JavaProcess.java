package switchboard.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import switchboard.simulators.ServiceSettings;

/** A part of the system in a process of its own, so that a test can kill it. */
public final class JavaProcess {
  /** Runs a broker: directory, port, controller's port. */
  static final class Broker {
    public static void main(String[] arguments) throws IOException {
      KafkaBroker.run(
          Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }
  }

  /** Runs a simulated service: name, brokers, directory, then options that dial it. */
  static final class Simulator {
    public static void main(String[] arguments) throws IOException {
      var settings = new ServiceSettings(arguments[1], Path.of(arguments[2]), 7);
      var dials = List.of(arguments).subList(3, arguments.length);
      System.exit(SimulatorProcess.run(arguments[0], settings, dials));
    }
  }

  /** As {@link Simulator}, with a port for HTTP before the options. */
  static final class SimulatorWithHttp {
    public static void main(String[] arguments) throws IOException {
      var settings =
          new ServiceSettings(arguments[1], Path.of(arguments[2]), 7)
              .withHttp(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[3])));
      var dials = List.of(arguments).subList(4, arguments.length);
      System.exit(SimulatorProcess.run(arguments[0], settings, dials));
    }
  }

  private final Process process;

  private JavaProcess(Process process) {
    this.process = process;
  }

  /** Returns when the process has printed a line that starts with {@code ready}. */
  public static JavaProcess start(Class<?> main, String ready, String... arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var printed = new ArrayList<String>();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      printed.add(line);
      if (line.startsWith(ready)) {
        // A pipe that nobody reads would fill up and stop the process.
        Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
        return new JavaProcess(process);
      }
    }
    process.destroyForcibly();
    throw new IOException("The process ended before it was ready: " + printed);
  }

  public long pid() {
    return process.pid();
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
  }

  /** Asks it to stop; its exit code, or nothing if it had to be killed after 10 s. */
  public Optional<Integer> stop() throws InterruptedException {
    process.destroy();
    if (process.waitFor(10, TimeUnit.SECONDS)) {
      return Optional.of(process.exitValue());
    }
    kill();
    return Optional.empty();
  }
}
