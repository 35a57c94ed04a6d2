package switchboard.faults.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short commands of the operating system. */
final class Shell {
  private static final long PATIENCE_SECONDS = 10;

  private Shell() {}

  /** A command that did not do what it was to do. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Runs a command.
   *
   * @throws Refused if it cannot be run, ends with an error, or does not end within 10 s
   */
  static String run(String... command) {
    var text = String.join(" ", command);
    try {
      var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new Refused(text + ": it does not end");
      }
      if (process.exitValue() != 0) {
        throw new Refused(text + ": " + output.strip());
      }
      return output;
    } catch (IOException missing) {
      throw new Refused(text + ": " + missing.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refused(text + ": interrupted");
    }
  }
}
