package switchboard.faults.sagas;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.faults.sagas.LedgerFile.Line;
import switchboard.faults.sagas.Talk.Outcome;
import switchboard.faults.sagas.Talk.Said;
import switchboard.faults.sagas.Verdict.Rule;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded;

/** The checker finds each fault that is planted, and nothing where there is none. */
class SagaCheckerTest {
  private static final String SESSION = "tenants/acme/sessions/one";
  private static final String SAGA = "one.2";
  private static final String ID = "acme/one.2";
  private static final String ORDER = "ABC-1";

  private final List<Said> said =
      new ArrayList<>(List.of(new Said("r-1", "mark_delivered", ORDER, Outcome.OK, 2)));
  private final List<Event> events = new ArrayList<>();
  private List<Line> order = new ArrayList<>();
  private final List<Line> payments = new ArrayList<>();
  private final List<Line> logistics = new ArrayList<>();
  private boolean parked;

  SagaCheckerTest() {
    add(Event.newBuilder().setSessionCreated(Event.SessionCreated.getDefaultInstance()));
    add(
        Event.newBuilder()
            .setTurn(2)
            .setUserMessage(Event.UserMessage.newBuilder().setRequestId("r-1")));
    add(
        Event.newBuilder()
            .setTurn(2)
            .setSagaRequested(
                Event.SagaRequested.newBuilder().setSaga(SAGA).setType("mark_delivered")));
    order.add(done("order", "switchboard.order.mark-delivered.v1"));
    payments.add(done("credit", "switchboard.payments.credit-delivery.v1"));
    logistics.add(done("courier", "switchboard.logistics.release-courier.v1"));
  }

  @Test
  void aCompletedSagaWithAllItsEffectsIsFine() {
    end(SagaEnded.Outcome.COMPLETED);
    assertThat(verdict().violations()).isEmpty();
    assertThat(verdict().count(Outcome.OK)).isEqualTo(1);
    assertThat(verdict().count("COMPLETED")).isEqualTo(1);
    assertThat(verdict().effects()).isEqualTo(3);
    assertThat(verdict()).hasToString(verdict().toString()).asString().contains("1 ok, 0 failed");
  }

  @Test
  void aCompensatedSagaOfWhichNothingStandsIsFine() {
    takeEverythingBack();
    end(SagaEnded.Outcome.COMPENSATED);
    assertThat(verdict().violations()).isEmpty();
    assertThat(verdict().takenBack()).isEqualTo(3);
  }

  @Test
  void aPartialEndMayBeFollowedByOneMoreAndRepeatsAreCounted() {
    said.set(0, new Said("r-1", "order_status", ORDER, Outcome.OK, 2));
    events.set(
        2,
        events.get(2).toBuilder()
            .setSagaRequested(events.get(2).getSagaRequested().toBuilder().setType("order_status"))
            .build());
    payments.clear();
    logistics.clear();
    order.clear();
    for (int time = 0; time < 3; time++) {
      order.add(line("received", "order", "switchboard.order.get-status.v1", "", true));
    }
    end(SagaEnded.Outcome.PARTIALLY_COMPLETED);
    end(SagaEnded.Outcome.COMPLETED);
    assertThat(verdict().violations()).isEmpty();
    assertThat(verdict().repeats()).isEqualTo(2);
  }

  @Test
  void anEffectDoubledUnderItsKeyIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    payments.add(payments.getFirst());
    assertThat(rules()).containsExactly(Rule.NOT_DOUBLED);
  }

  @Test
  void anEffectDoubledUnderAnotherKeyIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    payments.add(done("credit-again", "switchboard.payments.credit-delivery.v1"));
    assertThat(rules()).containsExactly(Rule.NOT_DOUBLED);
  }

  @Test
  void aMissingEffectIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    logistics.clear();
    assertThat(rules()).containsExactly(Rule.NOT_MISSING);
  }

  @Test
  void aRefusedEffectCountsAsMissing() {
    end(SagaEnded.Outcome.COMPLETED);
    logistics.set(
        0, line("effect", "courier", "switchboard.logistics.release-courier.v1", "", false));
    assertThat(rules()).containsExactly(Rule.NOT_MISSING);
  }

  @Test
  void anEffectOfACompletedSagaThatWasTakenBackIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    payments.add(undone("credit", "switchboard.payments.reverse-credit.v1"));
    assertThat(rules()).containsExactly(Rule.NOT_MISSING);
  }

  @Test
  void anEffectLeftStandingIsFound() {
    takeEverythingBack();
    payments.removeLast();
    end(SagaEnded.Outcome.COMPENSATED);
    assertThat(rules()).containsExactly(Rule.NOT_STANDING);
  }

  @Test
  void anEffectThatComesAfterItWasTakenBackIsFound() {
    takeEverythingBack();
    order = new ArrayList<>(order.reversed());
    end(SagaEnded.Outcome.COMPENSATED);
    assertThat(rules()).containsExactly(Rule.NOT_STANDING);
  }

  @Test
  void anEffectOfAFailedSagaIsFound() {
    end(SagaEnded.Outcome.FAILED);
    payments.clear();
    logistics.clear();
    assertThat(rules()).containsExactly(Rule.NOT_STANDING);
  }

  @Test
  void anEffectOnAnotherOrderIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    order.set(0, ofOrder(order.getFirst(), "ABC-2"));
    assertThat(rules()).containsExactly(Rule.NOT_STANDING);
  }

  @Test
  void anEffectOfASagaThatNobodyAskedForIsFoundUnlessItIsAnotherRuns() {
    end(SagaEnded.Outcome.COMPLETED);
    var strange = "switchboard.payments.credit-delivery.v1";
    payments.add(new Line("effect", "acme/two.2:credit", "acme/two.2", strange, "", "ABC-2", true));
    assertThat(rules()).containsExactly(Rule.NOT_STANDING);
    assertThat(verdict(Set.of("acme/two.2")).violations()).isEmpty();
  }

  @Test
  void aSagaWithoutAnEndIsFound() {
    assertThat(rules()).containsExactly(Rule.ENDED);
    assertThat(verdict().count("OPEN")).isEqualTo(1);
  }

  @Test
  void aSecondEndForGoodIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    end(SagaEnded.Outcome.COMPLETED);
    assertThat(rules()).containsExactly(Rule.ENDED);
  }

  @Test
  void anEndToldTwiceIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    tell(false);
    assertThat(rules()).containsExactly(Rule.TOLD_ONCE);
  }

  @Test
  void anEndThatIsNotToldIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    events.removeLast();
    assertThat(rules()).containsExactly(Rule.TOLD_ONCE);
  }

  @Test
  void anEndToldBeforeItCameIsFound() {
    tell(false);
    end(SagaEnded.Outcome.COMPLETED);
    assertThat(rules()).containsExactly(Rule.TOLD_ONCE);
  }

  @Test
  void anEndForGoodToldAsIfMoreWouldFollowIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    events.removeLast();
    tell(true);
    assertThat(rules()).containsExactly(Rule.TOLD_ONCE);
  }

  @Test
  void aLostMessageIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    said.add(new Said("r-2", "", "", Outcome.OK, 6));
    assertThat(rules()).containsExactly(Rule.NOT_LOST);
  }

  @Test
  void aMessageRecordedTwiceIsFoundAlsoIfItWasNotAcknowledged() {
    end(SagaEnded.Outcome.COMPLETED);
    said.add(new Said("r-2", "", "", Outcome.UNKNOWN, 0));
    for (int time = 0; time < 2; time++) {
      add(
          Event.newBuilder()
              .setTurn(events.size() + 1)
              .setUserMessage(Event.UserMessage.newBuilder().setRequestId("r-2")));
    }
    assertThat(rules()).containsExactly(Rule.NOT_LOST);
  }

  @Test
  void aMessageThatStartedNoSagaIsFound() {
    events.removeLast();
    List.of(order, payments, logistics).forEach(List::clear);
    assertThat(rules()).containsExactly(Rule.NOT_LOST);
  }

  @Test
  void aGapInTheEventsIsFound() {
    end(SagaEnded.Outcome.COMPLETED);
    tell(true);
    events.remove(events.size() - 2);
    assertThat(rules()).contains(Rule.NOT_LOST);
  }

  @Test
  void aParkedSagaIsFoundWhereNoneIsExpected() {
    end(SagaEnded.Outcome.PARKED);
    assertThat(rules()).containsExactly(Rule.NO_OPERATOR);
    parked = true;
    assertThat(rules()).isEmpty();
    takeEverythingBack();
    end(SagaEnded.Outcome.COMPENSATED);
    assertThat(rules()).isEmpty();
  }

  @Test
  void ledgersAreReadUpToTheirLastWholeLine(@TempDir Path dir) throws Exception {
    var file = dir.resolve("ledger.jsonl");
    assertThat(LedgerFile.read(file)).isEmpty();
    Files.writeString(
        file,
        """
        {"kind":"received","time":"2026-11-22T12:00:00Z",\
        "stepKey":"k","sagaId":"s","type":"t","subject":"ABC-1","attempt":"1"}
        {"kind":"effect","time":"2026-11-22T12:00:00Z",\
        "stepKey":"k.undo","sagaId":"s",\
        "type":"switchboard.payments.reverse-credit.v1","subject":"partner-1","undoes":"k",\
        "ok":true,"body":{"orderId":"ABC-1"},"facts":{}}
        {"kind":"effect","time":"2026-11-22""");
    assertThat(LedgerFile.read(file))
        .containsExactly(
            new Line("received", "k", "s", "t", "", "ABC-1", true),
            new Line(
                "effect",
                "k.undo",
                "s",
                "switchboard.payments.reverse-credit.v1",
                "k",
                "ABC-1",
                true));
  }

  private Verdict verdict() {
    return verdict(Set.of());
  }

  private Verdict verdict(Set<String> others) {
    var talk = new Talk(SESSION, said, events);
    return SagaChecker.check(
        new Evidence(List.of(order, payments, logistics), List.of(talk), others, parked));
  }

  /** Which rules are violated, each named once. */
  private Set<Rule> rules() {
    return verdict().violations().stream()
        .map(Verdict.Violation::rule)
        .collect(toCollection(TreeSet::new));
  }

  private void add(Event.Builder event) {
    events.add(event.setSequence(events.size() + 1).build());
  }

  private void end(SagaEnded.Outcome outcome) {
    add(Event.newBuilder().setSagaEnded(SagaEnded.newBuilder().setSaga(SAGA).setOutcome(outcome)));
    tell(false);
  }

  private void tell(boolean interim) {
    add(
        Event.newBuilder()
            .setAgentMessage(Event.AgentMessage.newBuilder().setSaga(SAGA).setInterim(interim)));
  }

  private void takeEverythingBack() {
    logistics.add(undone("courier", "switchboard.logistics.reassign-courier.v1"));
    payments.add(undone("credit", "switchboard.payments.reverse-credit.v1"));
    order.add(undone("order", "switchboard.order.revert-delivered.v1"));
  }

  private static Line done(String step, String type) {
    return line("effect", step, type, "", true);
  }

  private static Line undone(String step, String type) {
    return line("effect", step + ".undo", type, ID + ":" + step, true);
  }

  private static Line line(String kind, String step, String type, String undoes, boolean ok) {
    return new Line(kind, ID + ":" + step, ID, type, undoes, ORDER, ok);
  }

  private static Line ofOrder(Line line, String other) {
    return new Line(
        line.kind(), line.stepKey(), line.sagaId(), line.type(), line.undoes(), other, line.ok());
  }
}
