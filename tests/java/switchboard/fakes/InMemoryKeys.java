package switchboard.fakes;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import switchboard.journal.StoreException;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
import switchboard.privacy.ThrowawayKey;

/** Subjects' keys in memory, which can be erased, lost or out of reach. */
public final class InMemoryKeys implements SubjectKeys {
  private final Map<Subject, SubjectKey> keys = new ConcurrentHashMap<>();
  private final Map<Subject, Set<String>> sessions = new ConcurrentHashMap<>();
  private volatile boolean away;

  @Override
  public CompletionStage<SubjectKey> obtain(Subject subject, Optional<String> session) {
    if (away) {
      return CompletableFuture.failedStage(new StoreException.Unavailable("away", null));
    }
    session.ifPresent(
        id -> sessions.computeIfAbsent(subject, _ -> ConcurrentHashMap.newKeySet()).add(id));
    return CompletableFuture.completedStage(
        keys.computeIfAbsent(subject, _ -> ThrowawayKey.make()));
  }

  @Override
  public CompletionStage<SubjectKey> key(Subject subject) {
    return away
        ? CompletableFuture.failedStage(new StoreException.Unavailable("away", null))
        : CompletableFuture.completedStage(keys.getOrDefault(subject, SubjectKey.Absent.NONE));
  }

  public void erase(Subject subject) {
    keys.put(subject, SubjectKey.Absent.ERASED);
  }

  /** Nobody has erased it, and it is not there. */
  public void lose(Subject subject) {
    keys.remove(subject);
  }

  public void away(boolean isAway) {
    away = isAway;
  }

  public SubjectKey held(Subject subject) {
    return keys.getOrDefault(subject, SubjectKey.Absent.NONE);
  }

  public Set<String> sessions(Subject subject) {
    return new HashSet<>(sessions.getOrDefault(subject, Set.of()));
  }
}
