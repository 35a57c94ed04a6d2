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

  /** How long a parked saga waits for an operator before it expires. */
  static final Duration PARKED = Duration.ofDays(90);

  private final SagaState before;
  private final SagaState after;
  private final CommandEncoder encoder;
  private final SubjectKey key;
  private final List<DeadlineChange> deadlines = new ArrayList<>();
  private final List<byte[]> outbox = new ArrayList<>();

  private SagaSideData(SagaState before, SagaState after, CommandEncoder encoder, SubjectKey key) {
    this.before = before;
    this.after = after;
    this.encoder = encoder;
    this.key = key;
  }

  /**
   * Encodes it.
   *
   * @param kept how long a saga that has ended can be read
   */
  static SideData of(
      SagaState before,
      SagaState after,
      List<SagaEvent> events,
      CommandEncoder encoder,
      SubjectKey key,
      Duration kept) {
    var side = new SagaSideData(before, after, encoder, key);
    events.forEach(side::add);
    var last = events.getLast().time();
    var ends = last.isAfter(after.deadline()) ? last : after.deadline();
    var waits = after.life() == SagaState.Life.PARKED ? PARKED : LATE_ANSWERS;
    return new SideData(
        Map.of(), side.deadlines, side.outbox, Optional.of(ends.plus(waits).plus(kept)));
  }

  private void add(SagaEvent event) {
    switch (event) {
      case SagaEvent.Started started -> set(SagaRules.DEADLINE, started.deadline());
      case SagaEvent.StepAsked asked -> {
        set(SagaRules.STEP + asked.ask().step(), asked.due());
        if (asked.ask().target() instanceof Ask.Target.Topic) {
          outbox.add(encoder.command(after, asked, key));
        }
      }
      case SagaEvent.StepPaused(var step, _, var until, _) -> set(SagaRules.STEP + step, until);
      case SagaEvent.StepAnswered(var answer, _) -> clear(SagaRules.STEP + answer.step());
      case SagaEvent.CompensationBegun _ -> {
        clear(SagaRules.DEADLINE);
        clear(SagaRules.GIVE_UP);
        clearOpenSteps();
      }
      case SagaEvent.ReportQueued queued -> set(SagaRules.REPORT, queued.time().plus(REPORT_AGAIN));
      case SagaEvent.ReportAcknowledged _ -> {
        if (after.unacknowledged().isEmpty()) {
          clear(SagaRules.REPORT);
        }
      }
      case SagaEvent.Ended(var outcome, _, var time) -> ended(outcome, time);
      case SagaEvent.Redriven redriven -> outbox.add(encoder.parked(after, false, redriven.time()));
    }
  }

  private void ended(SagaOutcome outcome, Instant time) {
    clear(SagaRules.DEADLINE);
    if (after.unacknowledged().isEmpty()) {
      clear(SagaRules.REPORT);
    }
    if (after.life() == SagaState.Life.PARTIALLY_COMPLETED) {
      set(SagaRules.GIVE_UP, time.plus(LATE_ANSWERS));
      return;
    }
    clear(SagaRules.GIVE_UP);
    clearOpenSteps();
    if (outcome == SagaOutcome.PARKED || before.life() == SagaState.Life.PARKED) {
      outbox.add(encoder.parked(after, outcome == SagaOutcome.PARKED, time));
    }
  }

  /** What was open before is not waited for any more. */
  private void clearOpenSteps() {
    before.runs().stream()
        .filter(StepRun::isOpen)
        .forEach(run -> clear(SagaRules.STEP + run.step()));
  }

  private void set(String deadline, Instant due) {
    deadlines.add(new DeadlineChange.Set(deadline, due));
  }

  private void clear(String deadline) {
    deadlines.add(new DeadlineChange.Clear(deadline));
  }
}
