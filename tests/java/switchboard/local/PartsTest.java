package switchboard.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {
  @TempDir Path dir;

  @Test
  void theNodesAreToldWherePaymentsAnswersHttp() {
    var plan = Plan.standard(dir, 1, Ports.from(7400, 1), 1);
    try (var data = DataDirectory.hold(dir)) {
      var parts = new Parts(plan, data);
      var payments = parts.simulators().getLast();
      assertThat(payments.name()).isEqualTo("payments");
      assertThat(payments.address()).isEqualTo("127.0.0.1:7463");
      assertThat(payments.command()).containsSequence("--http", "127.0.0.1:7463");
      assertThat(parts.simulators().getFirst().address()).isEmpty();
      assertThat(parts.nodes().getFirst().command())
          .anyMatch(a -> a.endsWith("switchboard.services.payments.url=http://127.0.0.1:7463"));
    }
  }

  @Test
  void withoutSimulatorsThereIsNothingToTell() {
    var plan = Plan.standard(dir, 1, Ports.from(7400, 1), 1).withKafka(new Plan.Kafka.BrokerOnly());
    try (var data = DataDirectory.hold(dir)) {
      var parts = new Parts(plan, data);
      assertThat(parts.simulators()).isEmpty();
      assertThat(parts.nodes().getFirst().command()).noneMatch(a -> a.contains("payments.url"));
    }
  }
}
