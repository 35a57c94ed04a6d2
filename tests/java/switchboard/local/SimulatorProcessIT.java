package switchboard.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.kafka.Envelope;
import switchboard.kafka.KafkaPublisher;
import switchboard.kafka.SagaCommandMessage;
import switchboard.kafka.Topics;
import switchboard.simulators.LedgerReader;

class SimulatorProcessIT {
  @TempDir Path dir;
  private final String run = UUID.randomUUID().toString();

  @Test
  void aServiceKilledBetweenEffectAndAnswerAnswersAfterItsRestartAndTakesEffectOnce()
      throws Exception {
    var kafka = TestKafka.shared();
    var killed = start(kafka, "--latency", "60000");
    try (var publisher = KafkaPublisher.start(kafka.settings())) {
      publisher
          .publish(Envelope.encode(command(), Instant.now()))
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(count(LedgerReader.Kind.EFFECT)).isEqualTo(1));
    } finally {
      killed.kill();
    }
    var again = start(kafka, "--latency", "0");
    try {
      var replies = kafka.read(Topics.PAYMENTS_REPLIES, 1, r -> run.equals(r.key()));
      assertThat(replies).hasSize(1);
      assertThat(new String(replies.getFirst().value(), StandardCharsets.UTF_8))
          .contains("\"ok\":true");
      assertThat(count(LedgerReader.Kind.EFFECT)).isEqualTo(1);
      assertThat(count(LedgerReader.Kind.RECEIVED)).isEqualTo(2);
    } finally {
      assertThat(again.stop()).isPresent();
    }
  }

  private JavaProcess start(TestKafka kafka, String... dials) throws IOException {
    var arguments = new String[3 + dials.length];
    arguments[0] = "payments";
    arguments[1] = kafka.servers();
    arguments[2] = dir.toString();
    System.arraycopy(dials, 0, arguments, 3, dials.length);
    return JavaProcess.start(JavaProcess.Simulator.class, "payments service ready", arguments);
  }

  private SagaCommandMessage command() {
    return SagaCommandMessage.first(
        "acme",
        run,
        run + ":payout",
        "switchboard.payments.get-payout.v1",
        Topics.PAYMENTS_COMMANDS,
        "partner-9",
        Map.of("partnerId", "partner-9"));
  }

  private long count(LedgerReader.Kind kind) throws IOException {
    return LedgerReader.read(dir).stream()
        .filter(entry -> entry.kind() == kind && entry.stepKey().startsWith(run))
        .count();
  }
}
