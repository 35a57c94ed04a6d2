package switchboard.fakes;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import switchboard.erasure.ErasureReply;
import switchboard.erasure.ErasureState;
import switchboard.erasure.Erasures;
import switchboard.erasure.Step;
import switchboard.privacy.Subject;

/** Erasures that get as far as the test says. Subjects whose id begins with "no" are unknown. */
public final class MemoryErasures implements Erasures {
  public static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");

  private final Map<Subject, Step> steps = new ConcurrentHashMap<>();

  /** The erasure gets there. */
  public void reach(Subject subject, Step step) {
    steps.put(subject, step);
  }

  @Override
  public CompletionStage<ErasureReply> begin(Subject subject) {
    if (subject.id().startsWith("no")) {
      return CompletableFuture.completedStage(ErasureReply.Plain.UNKNOWN_SUBJECT);
    }
    steps.putIfAbsent(subject, Step.MARK);
    return read(subject);
  }

  @Override
  public CompletionStage<ErasureReply> read(Subject subject) {
    var step = steps.get(subject);
    return CompletableFuture.completedStage(
        step == null
            ? ErasureReply.Plain.NOT_ASKED
            : new ErasureReply.Found(
                new ErasureState(subject, step, "", 2, 1, 0, 3, 1, TIME, TIME.plusSeconds(9))));
  }
}
