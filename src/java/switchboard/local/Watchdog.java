package switchboard.local;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A shell that outlives this process just long enough to end what it leaves behind.
 *
 * <p>The children watch for the end of their parent themselves; the shell is for the programs that
 * cannot, such as Redis, and for a child that hangs. It is told of every process, reads the end of
 * its input when this process dies in whatever way, asks the rest to stop, and after ten seconds
 * kills them.
 */
final class Watchdog implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      guarded=' '
      while read -r verb pid; do
        case $verb in
          guard) guarded="$guarded$pid " ;;
          release) guarded="${guarded%% $pid *} ${guarded#* $pid }" ;;
          done) exit 0 ;;
        esac
      done
      for pid in $guarded; do kill -TERM "$pid" 2>/dev/null; done
      for tenth in $(seq 100); do
        alive=
        for pid in $guarded; do kill -0 "$pid" 2>/dev/null && alive=yes; done
        [ -z "$alive" ] && exit 0
        sleep 0.1
      done
      for pid in $guarded; do kill -KILL "$pid" 2>/dev/null; done
      """;

  private final Process shell;
  private final PrintStream input;
  private final List<Long> guarded = new ArrayList<>();

  Watchdog() {
    try {
      shell =
          new ProcessBuilder("/bin/sh", "-c", SCRIPT)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new LocalFailure("cannot start /bin/sh: a POSIX shell is needed", e);
    }
    input = new PrintStream(shell.getOutputStream(), true);
  }

  synchronized void guard(long pid) {
    if (!guarded.contains(pid)) {
      guarded.add(pid);
      input.println("guard " + pid);
    }
  }

  /** The process has ended; its id may be given to another, which is none of ours. */
  synchronized void release(long pid) {
    if (guarded.remove(pid)) {
      input.println("release " + pid);
    }
  }

  /** Everything has been stopped in order: there is nothing left to guard. */
  @Override
  public synchronized void close() {
    input.println("done");
    input.close();
    try {
      shell.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
