package switchboard.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.local.SystemState;
import switchboard.ops.FakeAgents;
import switchboard.ops.FakeCluster;
import switchboard.ops.client.FrontDoors;
import switchboard.tls.ClientTls;

class StoryTest {
  private static final Script SCRIPT =
      new Script(
          1,
          "partner-1",
          "XYZ-123",
          "What's the status of order XYZ-123?",
          "Thanks!",
          new Script.Latency(1, 2),
          new Script.Latency(1, 2),
          Duration.ofMillis(50));

  private final StringWriter printed = new StringWriter();
  @TempDir Path data;

  @Test
  void aScriptIsTheSameForTheSameSeedAndAsksForAnOrderThatIsOutForDelivery() {
    var script = Script.draw(7, id -> id.startsWith("Q") ? "OUT_FOR_DELIVERY" : "PLACED");
    assertThat(script).isEqualTo(Script.draw(7, id -> id.startsWith("Q") ? Script.STATUS : ""));
    assertThat(script.orderId()).matches("Q[A-Z]{2}-[0-9]{3}");
    assertThat(script.killAfter().toMillis())
        .isLessThan(script.orderLatency().from() + script.logisticsLatency().from());
  }

  @Test
  void aStoryThatComesTruePassesEveryCheck() throws Exception {
    ledger("order", 1, "OUT_FOR_DELIVERY");
    ledger("logistics", 1, "OUT_FOR_DELIVERY");
    var checks = tell(1);
    assertThat(checks.failures()).isEmpty();
    assertThat(checks.passed()).isGreaterThan(20);
    assertThat(printed.toString())
        .contains("#1 ", "user:  Thanks!", "(interim update)", "(update)");
  }

  @Test
  void anUpdateToldTwiceIsNamed() throws Exception {
    ledger("order", 1, "OUT_FOR_DELIVERY");
    ledger("logistics", 1, "OUT_FOR_DELIVERY");
    assertThat(tell(2).failures())
        .anySatisfy(failure -> assertThat(failure).contains("complete update is told once"));
  }

  @Test
  void aServiceThatActedTwiceOrSaidSomethingElseIsNamed() throws Exception {
    ledger("order", 2, "OUT_FOR_DELIVERY");
    ledger("logistics", 1, "DELIVERED");
    assertThat(tell(1).failures())
        .anySatisfy(
            failure -> assertThat(failure).contains("order service acted once", "2 effects"))
        .anySatisfy(failure -> assertThat(failure).contains("logistics service wrote down"));
  }

  private Checks tell(int updates) throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents.delivery(SCRIPT.orderId(), 300, updates));
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var state = new SystemState(1, "", data.toString(), 1, "redis://none", "", "", List.of());
      var stage = new Stage(doors, () -> state, 1, false, new PrintWriter(printed));
      new OrderStatusStory(SCRIPT, stage).tell();
      return stage.checks();
    }
  }

  private void ledger(String service, int effects, String status) throws IOException {
    var line =
        """
        {"kind":"effect","stepKey":"k","sagaId":"demo/saga-1","subject":"XYZ-123",\
        "facts":{"status":"%s"}}
        """
            .formatted(status);
    var directory = data.resolve("simulators").resolve(service);
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("ledger.jsonl"), line.repeat(effects));
  }
}
