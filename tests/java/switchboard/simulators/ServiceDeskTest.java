package switchboard.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.simulators.Desks.answer;
import static switchboard.simulators.Desks.command;
import static switchboard.simulators.Desks.orderIn;
import static switchboard.simulators.Desks.serve;
import static switchboard.simulators.Desks.undo;
import static switchboard.simulators.Desks.unknownOrder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceDeskTest {
  private static final String ON_THE_WAY = orderIn(Order.Status.OUT_FOR_DELIVERY);

  @TempDir Path dir;
  private ServiceDesk desk;

  @AfterEach
  void close() throws IOException {
    if (desk != null) {
      desk.close();
    }
  }

  @Test
  void anOrderIsMarkedOnceAndTheMarkIsFoundAgainAndTakenBackOnce() throws Exception {
    open(new OrderService());
    assertThat(answer(desk, command("order.mark-delivered", ON_THE_WAY, "mark")).facts())
        .containsEntry("status", "DELIVERED");
    assertThat(status()).isEqualTo("DELIVERED");
    reopen(new OrderService());
    assertThat(status()).isEqualTo("DELIVERED");
    assertThat(answer(desk, command("order.mark-delivered", ON_THE_WAY, "mark")).ok()).isTrue();

    var taken = answer(desk, undo("order.revert-delivered", ON_THE_WAY, "mark"));
    assertThat(taken.facts()).containsEntry("undone", "true");
    assertThat(status()).isEqualTo("OUT_FOR_DELIVERY");
    reopen(new OrderService());
    assertThat(answer(desk, undo("order.revert-delivered", ON_THE_WAY, "mark"))).isEqualTo(taken);
    assertThat(status()).isEqualTo("OUT_FOR_DELIVERY");
    // A late repeat of the mark is told what it was told, and changes nothing.
    assertThat(answer(desk, command("order.mark-delivered", ON_THE_WAY, "mark")).ok()).isTrue();
    assertThat(status()).isEqualTo("OUT_FOR_DELIVERY");
  }

  @Test
  void whatIsTakenBackBeforeItCameIsRefusedWhenItComesAlsoAfterARestart() throws Exception {
    open(new OrderService());
    assertThat(answer(desk, undo("order.revert-delivered", ON_THE_WAY, "mark")).facts())
        .containsEntry("undone", "false");
    reopen(new OrderService());
    assertThat(answer(desk, command("order.mark-delivered", ON_THE_WAY, "mark")).reason())
        .isEqualTo("TAKEN_BACK");
    assertThat(status()).isEqualTo("OUT_FOR_DELIVERY");
    assertThat(tally().takenBackInVain()).containsExactly("s:mark");
    assertThat(tally().effects()).doesNotContainKey("s:mark");
  }

  @Test
  void takingOneMarkBackLeavesAnotherSagasMark() throws Exception {
    open(new OrderService());
    answer(desk, command("order.mark-delivered", ON_THE_WAY, "one"));
    answer(desk, command("order.mark-delivered", ON_THE_WAY, "two"));
    answer(desk, undo("order.revert-delivered", ON_THE_WAY, "one"));
    assertThat(status()).isEqualTo("DELIVERED");
    assertThat(tally().standing()).contains("s:two").doesNotContain("s:one");
    assertThat(tally().status(ON_THE_WAY)).contains("DELIVERED");
  }

  @ParameterizedTest
  @CsvSource({
    "order.mark-delivered, DELIVERED, ''",
    "order.mark-delivered, CANCELLED, ORDER_CANCELLED",
    "order.mark-delivered, , ORDER_NOT_FOUND",
    "order.get-status, , ORDER_NOT_FOUND",
    "order.hold, , ORDER_NOT_FOUND",
    "order.make-tea, PLACED, UNKNOWN_COMMAND",
    "order.revert-delivered, PLACED, UNDOES_MISSING",
    "logistics.locate, PLACED, NOT_ON_THE_WAY",
    "logistics.release-courier, PLACED, ''",
    "logistics.release-courier, , ORDER_NOT_FOUND",
    "logistics.open-ticket, , ORDER_NOT_FOUND",
    "logistics.get-status, PLACED, UNKNOWN_COMMAND",
    "payments.credit-delivery, PLACED, ''",
    "payments.credit-delivery, , ORDER_NOT_FOUND"
  })
  void aCommandIsRefusedForAReasonOrNot(String name, Order.Status status, String reason)
      throws Exception {
    open(rules(name.substring(0, name.indexOf('.'))));
    var orderId = status == null ? unknownOrder() : orderIn(status);
    var answer = answer(desk, command(name, orderId, "x"));
    assertThat(answer.reason()).isEqualTo(reason);
    assertThat(answer.ok()).isEqualTo(reason.isEmpty());
  }

  @Test
  void aHoldIsSeenUntilItIsReleased() throws Exception {
    open(new OrderService());
    answer(desk, command("order.hold", ON_THE_WAY, "hold"));
    assertThat(answer(desk, command("order.get-status", ON_THE_WAY, "q1")).facts())
        .containsEntry("held", "true")
        .containsEntry("problem", "ADDRESS_WRONG");
    answer(desk, undo("order.release-hold", ON_THE_WAY, "hold"));
    assertThat(answer(desk, command("order.get-status", ON_THE_WAY, "q2")).facts())
        .doesNotContainKey("held");
  }

  @Test
  void aCompensationTakesBackNothingButItsOwnKind() throws Exception {
    open(new OrderService());
    answer(desk, command("order.hold", ON_THE_WAY, "hold"));
    assertThat(answer(desk, undo("order.revert-delivered", ON_THE_WAY, "hold")).reason())
        .isEqualTo("UNDOES_ANOTHER");
    assertThat(tally().standing()).containsExactly("s:hold");
  }

  @Test
  void aReleasedCourierIsNotFoundUntilReassignedAndATicketHasItsNumber() throws Exception {
    open(new LogisticsService());
    answer(desk, command("logistics.release-courier", ON_THE_WAY, "release"));
    assertThat(answer(desk, command("logistics.locate", ON_THE_WAY, "q1")).reason())
        .isEqualTo("NOT_ON_THE_WAY");
    answer(desk, undo("logistics.reassign-courier", ON_THE_WAY, "release"));
    var ticket = answer(desk, command("logistics.open-ticket", ON_THE_WAY, "ticket"));
    assertThat(ticket.facts().get("ticket")).matches("T-[0-9]{6}");
    assertThat(answer(desk, command("logistics.locate", ON_THE_WAY, "q2")).ok()).isTrue();
    assertThat(answer(desk, undo("logistics.cancel-ticket", ON_THE_WAY, "ticket")).facts())
        .containsEntry("undone", "true");
    assertThat(tally().standing()).containsExactlyInAnyOrder("s:q2");
  }

  @Test
  void aCreditIsPaidOutUntilItIsReversed() throws Exception {
    open(new PaymentsService());
    int credit = Desks.WORLD.credit(ON_THE_WAY);
    answer(desk, command("payments.credit-delivery", ON_THE_WAY, "credit"));
    answer(desk, command("payments.credit-delivery", ON_THE_WAY, "credit"));
    assertThat(payout("q1")).isEqualTo(Desks.WORLD.payout("partner-1") + credit);
    assertThat(tally().credits()).isEqualTo(Map.of(ON_THE_WAY, credit));
    assertThat(tally().received("s:credit")).isEqualTo(2);
    assertThat(tally().doubled()).isEmpty();
    answer(desk, undo("payments.reverse-credit", ON_THE_WAY, "credit"));
    assertThat(payout("q2")).isEqualTo(Desks.WORLD.payout("partner-1"));
    assertThat(tally().credits()).isEmpty();
    assertThat(tally().takenBack()).containsExactly("s:credit");
    assertThat(tally().effects().get("s:credit").body()).containsEntry("orderId", ON_THE_WAY);
  }

  @Test
  void whatIsRefusedByDialStaysRefusedAndACompensationMayBeTriedAgain() throws Exception {
    open(new OrderService());
    answer(desk, command("order.hold", ON_THE_WAY, "kept"));
    dial(Dials.NEUTRAL.withRefuse(Set.of("hold", "release-hold")));
    assertThat(answer(desk, command("order.hold", ON_THE_WAY, "kept")).ok()).isTrue();
    assertThat(answer(desk, command("order.hold", ON_THE_WAY, "new")).reason())
        .isEqualTo("REFUSED");
    assertThat(answer(desk, undo("order.release-hold", ON_THE_WAY, "kept")).reason())
        .isEqualTo("REFUSED");
    dial(Dials.NEUTRAL);
    assertThat(answer(desk, command("order.hold", ON_THE_WAY, "new")).reason())
        .isEqualTo("REFUSED");
    assertThat(answer(desk, undo("order.release-hold", ON_THE_WAY, "kept")).ok()).isTrue();
  }

  @Test
  void halfOfTheAnswersAreLostAndRepeatsGetThrough() throws Exception {
    open(new OrderService());
    dial(Dials.NEUTRAL.withLose(0.5));
    var commands =
        IntStream.range(0, 400)
            .mapToObj(i -> command("order.get-status", ON_THE_WAY, "q" + i))
            .toList();
    var first = desk.serve(commands).stream().filter(ServiceDesk.Served::lost).toList();
    assertThat(first).hasSizeBetween(150, 250);
    var again = desk.serve(first.stream().map(ServiceDesk.Served::command).toList());
    assertThat(again.stream().filter(ServiceDesk.Served::lost).count()).isBetween(50L, 150L);
    assertThat(tally().effects()).hasSize(400);
  }

  @Test
  void anErrorHasNoEffectAndWhatTookEffectIsNoError() throws Exception {
    open(new OrderService());
    answer(desk, command("order.mark-delivered", ON_THE_WAY, "before"));
    dial(Dials.NEUTRAL.withErrors(1).withReorder(true));
    assertThat(answer(desk, command("order.hold", ON_THE_WAY, "during")).reason())
        .isEqualTo("SERVICE_ERROR");
    assertThat(answer(desk, command("order.mark-delivered", ON_THE_WAY, "before")).ok()).isTrue();
    assertThat(serve(desk, command("order.hold", ON_THE_WAY, "during")).inOrder()).isFalse();
    assertThat(tally().effects()).containsOnlyKeys("s:before");
  }

  @Test
  void anEventIsNotedOnceAndTrueFromThenOnAlsoAfterARestart() throws Exception {
    open(new OrderService());
    var event = new UnaskedEvent("e1", "t", "demo", ON_THE_WAY, Map.of("status", "CANCELLED"));
    var since = desk.happened(event);
    assertThat(since).isPresent();
    reopen(new OrderService());
    assertThat(desk.happened(event)).isEqualTo(since);
    assertThat(status()).isEqualTo("CANCELLED");
    assertThat(answer(desk, command("order.mark-delivered", ON_THE_WAY, "m")).reason())
        .isEqualTo("ORDER_CANCELLED");
    desk.told("e1");
    assertThat(desk.happened(event)).isEmpty();
    reopen(new OrderService());
    assertThat(desk.happened(event)).isEmpty();
    assertThat(tally().status(ON_THE_WAY)).contains("CANCELLED");
  }

  @Test
  void aMovedCourierIsFoundWhereTheEventSays() throws Exception {
    open(new LogisticsService());
    desk.happened(new UnaskedEvent("e", "t", "", ON_THE_WAY, Map.of("etaMinutes", "99")));
    var facts = answer(desk, command("logistics.locate", ON_THE_WAY, "q")).facts();
    assertThat(facts).containsEntry("etaMinutes", "99").containsKeys("courier", "latitude");
  }

  private void open(ServiceRules rules) throws IOException {
    desk = new ServiceDesk(rules, Desks.SEED, dir);
  }

  private void reopen(ServiceRules rules) throws IOException {
    desk.close();
    open(rules);
  }

  private void dial(Dials dials) throws IOException {
    DialsFile.in(dir).write(dials);
  }

  private int count;

  private String status() throws IOException {
    var answer = answer(desk, command("order.get-status", ON_THE_WAY, "status-" + count++));
    return answer.facts().get("status");
  }

  private int payout(String step) throws IOException {
    var answer = answer(desk, command("payments.get-payout", ON_THE_WAY, step));
    return Integer.parseInt(answer.facts().get("amount"));
  }

  private LedgerTally tally() throws IOException {
    return LedgerTally.of(LedgerReader.read(dir));
  }

  private static ServiceRules rules(String name) {
    return List.of(new OrderService(), new LogisticsService(), new PaymentsService()).stream()
        .filter(rules -> rules.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
