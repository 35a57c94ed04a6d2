package switchboard.local;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process when the one that started it is gone.
 *
 * <p>A child's standard input is a pipe that its parent holds open and never writes to. The kernel
 * closes it with the parent, however that died, so reading the end of it is the one notice that
 * {@code kill -9} cannot suppress.
 */
public final class ParentWatch {
  private ParentWatch() {}

  /** Exits this JVM, shutdown hooks included, when standard input ends. Returns at once. */
  public static void exitWithParent() {
    watch(System.in, () -> System.exit(0));
  }

  static Thread watch(InputStream input, Runnable gone) {
    return Thread.ofPlatform().daemon().name("parent-watch").start(() -> drain(input, gone));
  }

  private static void drain(InputStream input, Runnable gone) {
    var buffer = new byte[256];
    boolean open = true;
    while (open) {
      try {
        open = input.read(buffer) >= 0;
      } catch (IOException e) {
        // A broken pipe says the same as a closed one.
        open = false;
      }
    }
    gone.run();
  }
}
