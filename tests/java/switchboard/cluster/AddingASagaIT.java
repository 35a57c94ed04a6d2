package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.fakes.PageCode;
import switchboard.simulators.Dials;
import switchboard.simulators.Order;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/** The saga of docs/adding-a-saga.md, compiled as it stands there, on two nodes. */
class AddingASagaIT {
  @TempDir static Path dir;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    var code = PageCode.of(Path.of("docs/adding-a-saga.md")).compiled(dir);
    var additions = code.loadClass("example.DamagesNode").getField("ADDITIONS").get(null);
    cluster = TestCluster.start((Additions) additions);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @AfterEach
  void undial() throws Exception {
    cluster.dial("order", Dials.NEUTRAL);
  }

  private static List<Event> report(String order, Outcome outcome) {
    var session = Talk.create(cluster.client(0), "damages");
    cluster.client(0).sendMessage(Talk.message(session, "Order " + order + " is damaged"));
    await(order)
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Talk.events(cluster.client(1), session).stream()
                    .anyMatch(event -> event.getSagaEnded().getOutcome() == outcome));
    return Talk.events(cluster.client(1), session);
  }

  private static List<String> said(List<Event> events) {
    return events.stream()
        .filter(Event::hasAgentMessage)
        .map(event -> event.getAgentMessage().getText())
        .toList();
  }

  @Test
  void anOrderOnItsWayIsPutOnHold() {
    var order = cluster.order("DAM", Order.Status.OUT_FOR_DELIVERY);
    var events = report(order, Outcome.COMPLETED);
    assertThat(said(events)).containsExactly("I'm reporting it.", "It is on hold.");
    var end = events.stream().filter(Event::hasSagaEnded).findFirst().orElseThrow().getSagaEnded();
    assertThat(end.getFactsList()).extracting("kind").containsExactly("order", "ticket");
  }

  @Test
  void anOrderThatIsThereIsLeftAlone() {
    var order = cluster.order("DAN", Order.Status.DELIVERED);
    assertThat(said(report(order, Outcome.COMPLETED))).last().isEqualTo("It is not on its way.");
  }

  @Test
  void theTicketIsCancelledWhenTheHoldIsRefused() throws Exception {
    cluster.dial("order", Dials.NEUTRAL.withRefuse(Set.of("hold")));
    var order = cluster.order("DAP", Order.Status.OUT_FOR_DELIVERY);
    assertThat(said(report(order, Outcome.COMPENSATED)))
        .containsExactly(
            "I'm reporting it.", "That failed, I'm undoing it.", "Nothing has changed: REFUSED");
  }
}
