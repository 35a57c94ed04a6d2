package switchboard.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    assertThat(progressed.pending("s.3")).contains(reported(1, false, false));
    var partial = progressed.reported(SAGA, 2, ended(SagaOutcome.PARTIALLY_COMPLETED), 9);
    assertThat(partial.pending("s.3")).contains(reported(2, true, false));
    var parked = partial.reported(SAGA, 3, ended(SagaOutcome.PARKED), 9);
    assertThat(parked.pending("s.3")).contains(reported(3, true, true));
    for (var outcome :
        List.of(SagaOutcome.COMPLETED, SagaOutcome.FAILED, SagaOutcome.COMPENSATED)) {
      for (var before : List.of(asked, progressed, partial, parked)) {
        assertThat(before.reported(SAGA, 4, ended(outcome), 9).pending()).isEmpty();
      }
    }
    var again = ended(SagaOutcome.PARTIALLY_COMPLETED);
    assertThat(partial.reported(SAGA, 3, again, 9).pending()).isEmpty();
    assertThat(parked.reported(SAGA, 4, again, 9).pending()).isEmpty();
  }

  @Test
  void aParkedSagaIsPendingUntilItEndsOtherwise() {
    var parked = Context.EMPTY.await(SAGA).reported(SAGA, 1, ended(SagaOutcome.PARKED), 9);
    assertThat(parked.pending("s.3")).contains(reported(1, false, true));
    var still = parked.reported(SAGA, 2, ended(SagaOutcome.PARKED), 10);
    assertThat(still.pending("s.3")).contains(reported(2, false, true));
    var resumed = still.reported(SAGA, 3, new SagaReport.Compensating("", "OPERATOR"), 11);
    assertThat(resumed.pending("s.3")).contains(reported(3, false, false));
  }

  @Test
  void aQuestionIsOpenUntilItIsDecidedOrTheSagaNoLongerWaits() {
    var question = new SagaReport.Asked("decide", List.of("YES", "NO"), NOW, List.of());
    var asked = Context.EMPTY.await(SAGA).reported(SAGA, 1, question, 9);
    assertThat(asked.pending().getFirst().question())
        .contains(new Question("decide", List.of("YES", "NO"), NOW));
    var decided = asked.decided("s.3", 10);
    assertThat(decided.pending("s.3")).contains(reported(1, false, false));
    assertThat(decided.versions().pending()).isEqualTo(10);
    assertThat(decided.decided("s.3", 11)).isSameAs(decided);
    assertThat(decided.decided("s.4", 11)).isSameAs(decided);
    var beside = asked.reported(SAGA, 2, told(fact("o", "PLACED")), 11);
    assertThat(beside.pending().getFirst().question()).isPresent();
    for (var next :
        List.of(
            new SagaReport.Progressed("decide", List.of()),
            new SagaReport.Compensating("order", "NO"),
            ended(SagaOutcome.PARKED))) {
      assertThat(asked.reported(SAGA, 2, next, 11).pending().getFirst().question()).isEmpty();
    }
  }

  @Test
  void whatIsToldUnaskedGoesOverWhatIsKnownOfTheSameThing() {
    var known =
        Context.EMPTY
            .observed(new Fact("order", "o", Map.of("status", "A", "eta", "5"), NOW, "x"), 2)
            .observed(fact("p", "PLACED"), 3);
    var news = new Fact("order", "o", Map.of("status", "B"), NOW.plusSeconds(1), "order.events");
    assertThat(known.observed(news, 4).facts())
        .containsExactly(
            fact("p", "PLACED"),
            new Fact(
                "order",
                "o",
                Map.of("status", "B", "eta", "5"),
                NOW.plusSeconds(1),
                "order.events"));
    assertThat(known.observed(news, 4).versions().facts()).isEqualTo(4);
  }

  private static PendingSaga reported(long report, boolean partial, boolean parked) {
    return new PendingSaga(
        SAGA.saga(),
        SAGA.type(),
        SAGA.input(),
        SAGA.startedSequence(),
        SAGA.turn(),
        SAGA.deadline(),
        report,
        partial,
        parked,
        Optional.empty(),
        Optional.empty());
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
