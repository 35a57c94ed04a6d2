package switchboard.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ContextTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final PendingSaga SAGA =
      new PendingSaga("s.3", "t", Map.of(), 3, 2, NOW, 0, false);

  @Test
  void shortTermMemoryHoldsTheLastMessagesOldestFirst() {
    var context = Context.EMPTY;
    for (long i = 1; i <= 100; i++) {
      context = context.remember(new Turn(i, Turn.Role.USER, "text " + i, NOW));
      assertThat(context.turns()).hasSize((int) Math.min(i, Context.MAX_TURNS));
    }
    assertThat(context.turns())
        .extracting(Turn::sequence)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(101 - Context.MAX_TURNS, 100).boxed().toList());
  }

  @Test
  void theFactToldLongestAgoGoesFirstAndATellingAgainCountsAsNew() {
    var context = Context.EMPTY.await(SAGA);
    for (int i = 0; i < Context.MAX_FACTS; i++) {
      context = context.reported(SAGA, 1 + i, told(fact("order-" + i, "PLACED")), 9);
    }
    context = context.reported(SAGA, 90, told(fact("order-0", "DELIVERED")), 9);
    assertThat(context.facts()).hasSize(Context.MAX_FACTS);
    context = context.reported(SAGA, 91, told(fact("one-more", "PLACED")), 9);
    assertThat(context.facts()).hasSize(Context.MAX_FACTS);
    assertThat(context.facts()).extracting(Fact::id).doesNotContain("order-1").contains("order-2");
    assertThat(context.facts()).contains(fact("order-0", "DELIVERED"));
    assertThat(context.facts().getLast().id()).isEqualTo("one-more");
  }

  @Test
  void moreFactsThanAreKeptInOneReportLeaveTheLastOnes() {
    var facts = new ArrayList<Fact>();
    for (int i = 0; i < 2 * Context.MAX_FACTS; i++) {
      facts.add(fact("order-" + i, "PLACED"));
    }
    var context =
        Context.EMPTY.await(SAGA).reported(SAGA, 1, new SagaReport.Progressed("s", facts), 9);
    assertThat(context.facts()).isEqualTo(facts.subList(Context.MAX_FACTS, facts.size()));
  }

  @Test
  void aSagaIsPendingUntilItHasEndedForGood() {
    var asked = Context.EMPTY.await(SAGA);
    var progressed = asked.reported(SAGA, 1, told(fact("o", "PLACED")), 9);
    assertThat(progressed.pending("s.3")).contains(SAGA.reported(1, false));
    var partial = progressed.reported(SAGA, 2, ended(SagaOutcome.PARTIALLY_COMPLETED), 9);
    assertThat(partial.pending("s.3")).contains(SAGA.reported(2, true));
    for (var outcome : SagaOutcome.values()) {
      assertThat(partial.reported(SAGA, 3, ended(outcome), 9).pending()).isEmpty();
    }
    assertThat(progressed.reported(SAGA, 2, ended(SagaOutcome.COMPLETED), 9).pending()).isEmpty();
    assertThat(progressed.reported(SAGA, 2, ended(SagaOutcome.FAILED), 9).pending()).isEmpty();
  }

  @Test
  void otherSagasStayAsTheyWere() {
    var other = new PendingSaga("s.9", "t", Map.of(), 9, 8, NOW, 4, true);
    var context = Context.EMPTY.await(SAGA).await(other);
    assertThat(context.reported(SAGA, 1, ended(SagaOutcome.COMPLETED), 9).pending())
        .isEqualTo(List.of(other));
  }

  private static SagaReport told(Fact fact) {
    return new SagaReport.Progressed("step", List.of(fact));
  }

  private static SagaReport ended(SagaOutcome outcome) {
    return new SagaReport.Ended(outcome, List.of(), "");
  }

  private static Fact fact(String id, String status) {
    return new Fact("order", id, Map.of("status", status), NOW, "order.replies");
  }
}
