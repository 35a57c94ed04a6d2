package switchboard.privacy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import switchboard.journal.EventReader;
import switchboard.journal.StoredEvent;

/** Finds whose a persistence id is, by its first event, and the key to it. */
public final class Locks {
  private static final int REMEMBERED = 10_000;

  private final EventReader journal;
  private final SubjectKeys keys;

  /** Whose a persistence id is never changes, so what was read once need not be read again. */
  private final Map<String, Subject> subjects =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Subject> eldest) {
              return size() > REMEMBERED;
            }
          });

  public Locks(EventReader journal, SubjectKeys keys) {
    this.journal = journal;
    this.keys = keys;
  }

  /**
   * The lock of a persistence id.
   *
   * @param subjectOf tells a subject by the first event as it was stored
   */
  public CompletionStage<Lock> of(String persistenceId, Function<Object, Subject> subjectOf) {
    return subject(persistenceId, subjectOf)
        .thenCompose(
            found ->
                found
                    .map(whom -> keys.key(whom).thenApply(key -> new Lock(found, key)))
                    .orElseGet(
                        () ->
                            CompletableFuture.completedStage(
                                new Lock(found, SubjectKey.Absent.NONE))));
  }

  private CompletionStage<Optional<Subject>> subject(
      String persistenceId, Function<Object, Subject> subjectOf) {
    var known = subjects.get(persistenceId);
    if (known != null) {
      return CompletableFuture.completedStage(Optional.of(known));
    }
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
