package switchboard.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import switchboard.journal.EventReader;
import switchboard.journal.StoredEvent;

/** Finds whose a persistence id is, by its first event, and the key to it. */
public final class Locks {
  private static final int REMEMBERED = 10_000;

  /**
   * Whose a persistence id is changes only if all of it was removed and it is used anew, long after
   * it was closed.
   */
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final EventReader journal;
  private final SubjectKeys keys;
  private final Cache<String, Subject> subjects =
      Caffeine.newBuilder()
          .maximumSize(REMEMBERED)
          .expireAfterWrite(REMEMBERED_FOR)
          .executor(Runnable::run)
          .build();

  public Locks(EventReader journal, SubjectKeys keys) {
    this.journal = journal;
    this.keys = keys;
  }

  /**
   * The lock of a persistence id as it stands now: what an entity starts with.
   *
   * @param subjectOf tells a subject by the first event as it was stored
   */
  public CompletionStage<Lock> of(String persistenceId, Function<Object, Subject> subjectOf) {
    return read(persistenceId, subjectOf).thenCompose(this::lock);
  }

  /** The same for who only reads: whose it is may be some minutes old. */
  public CompletionStage<Lock> remembered(
      String persistenceId, Function<Object, Subject> subjectOf) {
    return owner(persistenceId, subjectOf).thenCompose(this::lock);
  }

  /** Whose it is, which may be some minutes old; empty if nothing is recorded of it. */
  public CompletionStage<Optional<Subject>> owner(
      String persistenceId, Function<Object, Subject> subjectOf) {
    var known = Optional.ofNullable(subjects.getIfPresent(persistenceId));
    return known.isPresent()
        ? CompletableFuture.completedStage(known)
        : read(persistenceId, subjectOf);
  }

  private CompletionStage<Lock> lock(Optional<Subject> found) {
    return found
        .map(whom -> keys.key(whom).thenApply(key -> new Lock(found, key)))
        .orElseGet(() -> CompletableFuture.completedStage(new Lock(found, SubjectKey.Absent.NONE)));
  }

  private CompletionStage<Optional<Subject>> read(
      String persistenceId, Function<Object, Subject> subjectOf) {
    return journal
        .events(persistenceId, 1, 1, 1)
        .thenApply(
            page -> {
              var found = page.events().stream().findFirst().map(StoredEvent::event).map(subjectOf);
              found.ifPresent(subject -> subjects.put(persistenceId, subject));
              return found;
            });
  }
}
