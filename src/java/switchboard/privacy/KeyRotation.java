package switchboard.privacy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import switchboard.journal.SubjectRecords;
import switchboard.journal.SubjectRecords.SubjectRecord;
import switchboard.journal.SubjectRecords.Wrapped;

/**
 * Wraps every subject's key by the first key-encryption key, so that the others can be dropped. No
 * event is touched: the subjects' keys stay the same. It may be interrupted and run again at any
 * time; what is done already is passed over.
 */
public final class KeyRotation {
  private final SubjectRecords records;
  private final KeyEncryptionKeys keys;

  /**
   * What was found.
   *
   * @param rewrapped keys that were wrapped anew
   * @param unchanged keys that the first key-encryption key wrapped already
   * @param erased subjects without a key
   */
  public record Report(long rewrapped, long unchanged, long erased) {}

  public KeyRotation(SubjectRecords records, KeyEncryptionKeys keys) {
    this.records = records;
    this.keys = keys;
  }

  /**
   * Goes over all subjects, twice: what a node made during the first walk may have been missed.
   * Fails with IllegalStateException at a key that cannot be unwrapped, because then no
   * key-encryption key may be dropped.
   */
  public CompletionStage<Report> run() {
    var first = new Walk();
    var second = new Walk();
    return first
        .over()
        .thenCompose(_ -> second.over())
        .thenApply(
            _ ->
                new Report(
                    first.rewrapped.sum() + second.rewrapped.sum(),
                    second.unchanged.sum() - first.rewrapped.sum(),
                    second.erased.sum()));
  }

  private final class Walk {
    private final LongAdder rewrapped = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder erased = new LongAdder();

    CompletionStage<Long> over() {
      return records.walk(StoredSubjectKeys.RECORD, this::visit);
    }

    private CompletionStage<Void> visit(List<String> names) {
      return CompletableFuture.allOf(
          names.stream()
              .map(name -> visit(name).toCompletableFuture())
              .toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> visit(String name) {
      return records.read(name).thenCompose(record -> visit(name, record));
    }

    private CompletionStage<Void> visit(String name, SubjectRecord record) {
      if (record.key().isEmpty()) {
        erased.increment();
        return CompletableFuture.completedStage(null);
      }
      var held = record.key().get();
      if (held.by().equals(keys.current())) {
        unchanged.increment();
        return CompletableFuture.completedStage(null);
      }
      return records
          .rewrap(name, held, anew(name, held))
          .thenCompose(
              done -> {
                if (!done) {
                  return visit(name);
                }
                rewrapped.increment();
                return CompletableFuture.completedStage(null);
              });
    }
  }

  private Wrapped anew(String name, Wrapped held) {
    var subject = StoredSubjectKeys.subjectOf(name);
    byte[] key = keys.unwrap(held, subject);
    try {
      return keys.wrap(key, subject);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
