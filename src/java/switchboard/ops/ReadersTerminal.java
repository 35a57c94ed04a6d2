package switchboard.ops;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import switchboard.ops.client.Layout;

/** The terminal that a command prints on, if it does. */
final class ReadersTerminal {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");
  private static final int NARROWEST = 40;

  private ReadersTerminal() {}

  /** As wide as the terminal; endless where there is none, as when the output is piped. */
  static Layout layout() {
    var console = System.console();
    return console != null && console.isTerminal() ? of(size()) : Layout.ENDLESS;
  }

  /** What {@code stty size} prints, rows and columns; empty if there is no stty. */
  private static String size() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var out = stty.getInputStream()) {
        return stty.waitFor(1, TimeUnit.SECONDS)
            ? new String(out.readAllBytes(), StandardCharsets.US_ASCII)
            : "";
      }
    } catch (IOException noStty) {
      return "";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Endless if the size is not known: some terminals say that they have no columns. */
  static Layout of(String size) {
    var match = SIZE.matcher(size);
    return match.matches() && Integer.parseInt(match.group(2)) > 0
        ? new Layout(Math.max(NARROWEST, Integer.parseInt(match.group(2))))
        : Layout.ENDLESS;
  }
}
