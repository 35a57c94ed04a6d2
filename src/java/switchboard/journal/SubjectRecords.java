package switchboard.journal;

import static switchboard.journal.EventLog.list;
import static switchboard.journal.EventLog.number;
import static switchboard.journal.EventLog.text;
import static switchboard.journal.Keys.bytes;

import io.lettuce.core.ScanArgs;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Records of subjects: for each a wrapped key, a state, and an ordered set of members, which are
 * changed in one step. Wrapped keys are bytes here. All calls fail with {@link StoreException}, and
 * each may be repeated.
 */
public final class SubjectRecords {
  private static final int SCAN_PAGE = 500;
  private static final byte[] NOTHING = {};

  private final Gate gate;
  private final Keys keys;

  SubjectRecords(Gate gate, Keys keys) {
    this.gate = gate;
    this.keys = keys;
  }

  /** Where a subject stands on its way from the first key to none. */
  public enum State {
    /** There is no record. */
    NONE,
    /** There is a key. */
    ACTIVE,
    /** There still is a key, which is not handed out any more. */
    ERASING,
    /** The key was destroyed; the record stays, so that there is never another one. */
    ERASED
  }

  /**
   * A key as it is stored.
   *
   * @param by the id of what wraps it
   */
  public record Wrapped(byte[] key, String by) {}

  /**
   * A record as it stands.
   *
   * @param key there in the states ACTIVE and ERASING; {@link #open} hands it out only if ACTIVE
   */
  public record SubjectRecord(State state, Optional<Wrapped> key) {}

  /**
   * The record of a subject, made if there is none.
   *
   * @param candidate the key that a new record gets
   * @param member entered into the members in the same step, if the subject is ACTIVE
   */
  public CompletionStage<SubjectRecord> open(
      String name, Wrapped candidate, Optional<String> member) {
    var subject = keys.ofSubject(name);
    return gate.run(
            Script.SUBJECT_OPEN,
            new byte[][] {subject.marker(), subject.record(), subject.members()},
            candidate.key(),
            bytes(candidate.by()),
            member.map(Keys::bytes).orElse(NOTHING))
        .thenApply(reply -> record(reply.get(0), (byte[]) reply.get(1), reply.get(2)));
  }

  /** The record of a subject as it stands, with the key as long as there is one. */
  public CompletionStage<SubjectRecord> read(String name) {
    var subject = keys.ofSubject(name);
    return guarded(subject.marker(), subject.record(), "HMGET", "state", "key", "by")
        .thenApply(
            reply -> {
              List<byte[]> fields = list(reply.getFirst());
              byte[] key = fields.get(1) == null ? NOTHING : fields.get(1);
              return record(
                  fields.get(0) == null ? NOTHING : fields.get(0),
                  key,
                  fields.get(2) == null ? NOTHING : fields.get(2));
            });
  }

  /** Marks a subject, known or not, as being erased; answers ERASING, or ERASED if it is. */
  public CompletionStage<State> markErasing(String name) {
    return onRecord(Script.SUBJECT_ERASING, name).thenApply(reply -> state(reply.getFirst()));
  }

  /** Destroys the key of a subject that is ERASING; fails if it is neither that nor ERASED. */
  public CompletionStage<Void> destroy(String name) {
    return onRecord(Script.SUBJECT_DESTROY, name)
        .thenAccept(
            reply -> {
              if (state(reply.getFirst()) != State.ERASED) {
                throw new IllegalStateException(
                    "the key of a subject can be destroyed only after the subject was marked");
              }
            });
  }

  /**
   * Puts another wrapping of the same key, if the record still has the one that was read.
   *
   * @return whether the new one stands there
   */
  public CompletionStage<Boolean> rewrap(String name, Wrapped read, Wrapped anew) {
    return onRecord(Script.SUBJECT_REWRAP, name, read.key(), anew.key(), bytes(anew.by()))
        .thenApply(reply -> text(reply.getFirst()).equals("1"));
  }

  /** At most {@code max} members after one (empty: from the first), ascending by their bytes. */
  public CompletionStage<List<String>> members(String name, String after, int max) {
    var subject = keys.ofSubject(name);
    return guarded(
            subject.marker(),
            subject.members(),
            "ZRANGEBYLEX",
            after.isEmpty() ? "-" : "(" + after,
            "+",
            "LIMIT",
            "0",
            text(number(max)))
        .thenApply(
            reply -> {
              List<byte[]> found = list(reply.getFirst());
              return found.stream().map(EventLog::text).toList();
            });
  }

  /** Removes a member; one that is not there does not matter. */
  public CompletionStage<Void> removeMember(String name, String member) {
    var subject = keys.ofSubject(name);
    return guarded(subject.marker(), subject.members(), "ZREM", member).thenApply(_ -> null);
  }

  /**
   * Walks over all records whose names start so, page after page over every master: an operator's
   * job, for it looks at every key there is. Records that come or go meanwhile may be missed,
   * others may be met twice.
   *
   * @param start must not hold characters that have a meaning in a glob pattern
   * @param visit is given a page of names; the next page waits for it
   * @return how many names there were
   */
  public CompletionStage<Long> walk(
      String start, Function<List<String>, CompletionStage<Void>> visit) {
    var match = ScanArgs.Builder.limit(SCAN_PAGE).match(keys.subjectRecords(start));
    var walk =
        new KeyWalk(
            match,
            Long.MAX_VALUE,
            (_, records) -> visit.apply(records.stream().map(Keys::subjectOf).toList()));
    return gate.whenOpened()
        .thenCompose(opened -> opened.connection().masters())
        .thenCompose(walk::over)
        .thenApply(KeyWalk.Walked::keys)
        .exceptionallyCompose(error -> CompletableFuture.failedStage(StoreErrors.of(error)));
  }

  private CompletionStage<List<Object>> onRecord(Script script, String name, byte[]... args) {
    var subject = keys.ofSubject(name);
    return gate.run(script, new byte[][] {subject.marker(), subject.record()}, args);
  }

  private CompletionStage<List<Object>> guarded(byte[] marker, byte[] key, String... command) {
    byte[][] args = new byte[command.length][];
    for (int i = 0; i < command.length; i++) {
      args[i] = bytes(command[i]);
    }
    return gate.run(Script.GUARDED, new byte[][] {marker, key}, args);
  }

  private static SubjectRecord record(Object state, byte[] key, Object by) {
    return new SubjectRecord(
        state(state), key.length == 0 ? Optional.empty() : Optional.of(new Wrapped(key, text(by))));
  }

  private static State state(Object stored) {
    return switch (text(stored)) {
      case "" -> State.NONE;
      case "active" -> State.ACTIVE;
      case "erasing" -> State.ERASING;
      case "erased" -> State.ERASED;
      default ->
          throw new IllegalStateException("a subject's record was written by a newer release");
    };
  }
}
