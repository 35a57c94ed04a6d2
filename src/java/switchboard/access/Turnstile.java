package switchboard.access;

import io.grpc.Context;
import java.util.ArrayDeque;

/**
 * The events of one call, one after the other and in the call's context, on whatever thread. While
 * something is asked of others it holds them back.
 */
final class Turnstile {
  private final Context context;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(2);
  private boolean held;
  private boolean passing;

  Turnstile(Context context) {
    this.context = context;
  }

  /** Lets an event through as soon as those before it are. */
  void pass(Runnable event) {
    synchronized (this) {
      waiting.add(event);
    }
    drain();
  }

  /** Lets nothing more through until {@link #release}. */
  synchronized void hold() {
    held = true;
  }

  /** Goes on, first with this. */
  void release(Runnable first) {
    synchronized (this) {
      held = false;
      waiting.addFirst(first);
    }
    drain();
  }

  private void drain() {
    for (var next = next(); next != null; next = next()) {
      try {
        context.run(next);
      } finally {
        passed();
      }
    }
  }

  private synchronized Runnable next() {
    if (held || passing || waiting.isEmpty()) {
      return null;
    }
    passing = true;
    return waiting.poll();
  }

  private synchronized void passed() {
    passing = false;
  }
}
