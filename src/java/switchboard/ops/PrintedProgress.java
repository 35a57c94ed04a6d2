package switchboard.ops;

import java.io.PrintWriter;
import java.time.Duration;
import switchboard.local.Progress;

/** Progress as lines on a terminal. */
public final class PrintedProgress implements Progress {
  private final PrintWriter out;

  public PrintedProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void started(String part, long pid) {
    // Said when it is ready; a line for both would be noise.
  }

  @Override
  public void ready(String part, String address, long pid, Duration took) {
    line("  %-10s ready after %4.1f s  %s", part, took.toMillis() / 1e3, address);
  }

  @Override
  public void died(String part, int exitCode, Duration startedAgainIn, String log) {
    line(
        "  %-10s ended with exit code %d; started again in %.1f s; see %s",
        part, exitCode, startedAgainIn.toMillis() / 1e3, log);
  }

  @Override
  public void stopping(String part) {
    line("  %-10s stopping", part);
  }

  private synchronized void line(String format, Object... values) {
    out.println(String.format(format, values).stripTrailing());
    out.flush();
  }
}
