package switchboard.local;

import java.time.Duration;

/** Hears what becomes of the parts of a local system. Calls come from several threads. */
public interface Progress {
  /** A process was started. */
  void started(String part, long pid);

  /** It said that it is ready. */
  void ready(String part, String address, long pid, Duration took);

  /** It ended without being asked to, and will be started again after a pause. */
  void died(String part, int exitCode, Duration startedAgainIn, String log);

  /** It was asked to stop. */
  void stopping(String part);
}
