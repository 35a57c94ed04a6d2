package switchboard.saga;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.SagaOutcome;
import switchboard.journal.DeadlineChange;
import switchboard.journal.SideData;
import switchboard.privacy.SubjectKey;

/** What commits together with a saga's events: its deadlines, and the commands to publish. */
final class SagaSideData {
  /** When a report that was not acknowledged is sent again by whoever finds it. */
  static final Duration REPORT_AGAIN = Duration.ofSeconds(5);

  /** How long a partially completed saga waits for late answers. */
  static final Duration LATE_ANSWERS = Duration.ofHours(1);

  private SagaSideData() {}

  /**
   * Encodes it.
   *
   * @param kept how long a saga that has ended can be read
   */
  static SideData of(
      SagaState after,
      List<SagaEvent> events,
      CommandEncoder encoder,
      SubjectKey key,
      Duration kept) {
    List<DeadlineChange> deadlines = new ArrayList<>();
    List<byte[]> outbox = new ArrayList<>();
    for (var event : events) {
      switch (event) {
        case SagaEvent.Started started ->
            deadlines.add(new DeadlineChange.Set(SagaRules.DEADLINE, started.deadline()));
        case SagaEvent.StepAsked(var ask, var time) ->
            outbox.add(encoder.encode(after.id(), after.whom(), key, ask, time));
        case SagaEvent.StepAnswered _ -> {}
        case SagaEvent.ReportQueued queued ->
            deadlines.add(
                new DeadlineChange.Set(SagaRules.REPORT, queued.time().plus(REPORT_AGAIN)));
        case SagaEvent.ReportAcknowledged _ -> {
          if (after.unacknowledged().isEmpty()) {
            deadlines.add(new DeadlineChange.Clear(SagaRules.REPORT));
          }
        }
        case SagaEvent.Ended(var outcome, _, var time) -> ended(after, outcome, time, deadlines);
      }
    }
    var last = events.getLast().time();
    var ends = last.isAfter(after.deadline()) ? last : after.deadline();
    return new SideData(
        Map.of(), deadlines, outbox, Optional.of(ends.plus(LATE_ANSWERS).plus(kept)));
  }

  private static void ended(
      SagaState after, SagaOutcome outcome, Instant time, List<DeadlineChange> deadlines) {
    deadlines.add(new DeadlineChange.Clear(SagaRules.DEADLINE));
    if (after.unacknowledged().isEmpty()) {
      deadlines.add(new DeadlineChange.Clear(SagaRules.REPORT));
    }
    boolean waits =
        outcome == SagaOutcome.PARTIALLY_COMPLETED
            && after.life() == SagaState.Life.PARTIALLY_COMPLETED;
    deadlines.add(
        waits
            ? new DeadlineChange.Set(SagaRules.GIVE_UP, time.plus(LATE_ANSWERS))
            : new DeadlineChange.Clear(SagaRules.GIVE_UP));
  }
}
