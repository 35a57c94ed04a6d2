package switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import switchboard.fakes.MemoryAudit;
import switchboard.journal.StoreException;
import switchboard.operations.Audit.Asked;
import switchboard.operations.AuditEntry.Result;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.wire.PublicErrors;

/** What is on record of a change, and when nothing is changed. */
class AuditTest {
  private static final Asked ASKED =
      new Asked(
          new Operator("10.0.0.9:5000", "asha", false), "DownNode", "10.0.0.3:7625", "it is gone");

  private final MemoryAudit trail = new MemoryAudit();
  private final Audit audit = trail.audit();
  private final AtomicInteger done = new AtomicInteger();
  private final Queue<String> states = new ArrayDeque<>(List.of("UP", "DOWN"));

  private CompletionStage<String> state() {
    return CompletableFuture.completedStage(states.remove());
  }

  private Outcome<String> change(Supplier<CompletionStage<Outcome<String>>> how) {
    return audit
        .change(
            ASKED,
            this::state,
            () -> {
              done.incrementAndGet();
              return how.get();
            })
        .toCompletableFuture()
        .resultNow();
  }

  private static CompletionStage<Outcome<String>> well() {
    return CompletableFuture.completedStage(new Done<>("well"));
  }

  @Test
  void aChangeHasAnEntryBeforeAndOneAfterWithTheSameName() {
    var before = new AtomicInteger();
    var outcome =
        change(
            () -> {
              before.set(trail.entries().size());
              return well();
            });
    assertThat(outcome).isEqualTo(new Done<>("well"));
    assertThat(before).hasValue(1);
    assertThat(trail.entries())
        .extracting(AuditEntry::result, AuditEntry::before, AuditEntry::after)
        .containsExactly(tuple(Result.ASKED, "UP", ""), tuple(Result.DONE, "UP", "DOWN"));
    assertThat(trail.entries()).extracting(AuditEntry::change).doesNotContainNull();
    assertThat(trail.entries().stream().map(AuditEntry::change).distinct()).hasSize(1);
    assertThat(trail.entries()).extracting(AuditEntry::who).containsOnly(ASKED.who());
  }

  @Test
  void aRefusalIsOnRecordWithItsReason() {
    var refused = new Failed<String>(PublicErrors.sagaNotParked());
    assertThat(change(() -> CompletableFuture.completedStage(refused))).isEqualTo(refused);
    assertThat(trail.entries().getLast())
        .extracting(AuditEntry::result, AuditEntry::problem, AuditEntry::after)
        .containsExactly(Result.REFUSED, "SAGA_NOT_PARKED", "DOWN");
  }

  @Test
  void aFailureIsOnRecordAndStillFails() {
    for (Supplier<CompletionStage<Outcome<String>>> how :
        List.<Supplier<CompletionStage<Outcome<String>>>>of(
            () -> CompletableFuture.failedStage(new IllegalStateException("broken")),
            () -> {
              throw new IllegalStateException("broken");
            })) {
      states.clear();
      states.addAll(List.of("UP", "DOWN"));
      var stage = audit.change(ASKED, this::state, how).toCompletableFuture();
      assertThat(stage).isCompletedExceptionally();
      assertThat(trail.entries().getLast())
          .extracting(AuditEntry::result, AuditEntry::problem, AuditEntry::after)
          .containsExactly(Result.FAILED, "IllegalStateException", "DOWN");
    }
  }

  @Test
  void whatCannotBePutOnRecordIsNotDone() {
    trail.failure = new StoreException.Unavailable("away", null);
    assertThat(change(AuditTest::well))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.status().getCode()).isEqualTo(14));
    assertThat(done).hasValue(0);
  }

  @Test
  void whatWasDoneIsToldAlsoIfItsOutcomeCannotBeRecorded() {
    var outcome =
        change(
            () -> {
              trail.failure = new StoreException.Unavailable("away", null);
              return well();
            });
    assertThat(outcome).isEqualTo(new Done<>("well"));
    assertThat(trail.entries()).extracting(AuditEntry::result).containsExactly(Result.ASKED);
  }

  @Test
  void aTargetThatCannotBeReadAfterwardsIsUnknown() {
    states.clear();
    states.add("UP");
    change(AuditTest::well);
    assertThat(trail.entries().getLast().after()).isEqualTo("UNKNOWN");
  }

  @Test
  void ofAClaimedNameOnlyWhatIsVisibleIsKept() {
    assertThat(new Operator("p", "a b\u001b[2J\u00fc", false).name()).isEqualTo("ab[2J");
    assertThat(new Operator("p", "x".repeat(100), false).name()).hasSize(64);
  }

  @Test
  void settingsOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> new AuditSettings("audit", 1)).hasMessageContaining("audit.keep");
    assertThatThrownBy(() -> new AuditSettings("Audit:1", 10)).hasMessageContaining("audit.log");
    assertThat(new AuditSettings("audit", 2).keep()).isEqualTo(2);
  }
}
