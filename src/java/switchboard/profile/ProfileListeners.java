package switchboard.profile;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import switchboard.privacy.Subject;

/**
 * Who on this node wants to know when a profile changes. News may be lost on their way from another
 * node, so whoever must not miss a change reads again from time to time.
 */
public final class ProfileListeners {
  private final Map<Subject, Set<Registration>> listeners = new ConcurrentHashMap<>();

  /** Ends with {@link #close}, which may be called again. */
  public final class Registration implements AutoCloseable {
    private final Subject subject;
    private final Runnable listener;

    private Registration(Subject subject, Runnable listener) {
      this.subject = subject;
      this.listener = listener;
    }

    @Override
    public void close() {
      listeners.computeIfPresent(
          subject,
          (_, all) -> {
            var others = new HashSet<>(all);
            others.remove(this);
            return others.isEmpty() ? null : Set.copyOf(others);
          });
    }
  }

  /**
   * Calls back, on any thread and soon, when the subject's profile has changed. The callback must
   * neither block nor throw; it may come once too often.
   */
  public Registration listen(Subject subject, Runnable listener) {
    var registration = new Registration(subject, listener);
    listeners.compute(
        subject,
        (_, others) -> {
          var all = others == null ? new HashSet<Registration>() : new HashSet<>(others);
          all.add(registration);
          return Set.copyOf(all);
        });
    return registration;
  }

  /** Tells those who listen on this node. */
  public void changed(Subject subject) {
    listeners.getOrDefault(subject, Set.of()).forEach(registration -> registration.listener.run());
  }

  /** How many subjects are listened to. */
  int size() {
    return listeners.size();
  }
}
