package switchboard.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.kafka.Envelope;
import switchboard.kafka.KafkaPublisher;
import switchboard.kafka.SagaCommandMessage;
import switchboard.kafka.Topics;
import switchboard.simulators.LedgerReader;
import switchboard.simulators.LedgerTally;
import switchboard.simulators.SimulatedWorld;

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

  @Test
  void aKilledServiceIsFoundAgainOnItsPortWithWhatWasDoneOverHttp() throws Exception {
    var kafka = TestKafka.shared();
    int port = TestKafka.freePorts(1).getFirst();
    var order = orderId();
    var killed = startWithHttp(kafka, port, "--lose", "1");
    try (var client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> client.send(credit(port, order), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      killed.kill();
      var again = startWithHttp(kafka, port, "--lose", "0");
      try {
        var response = client.send(credit(port, order), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        var tally = LedgerTally.of(LedgerReader.read(dir));
        assertThat(tally.credits()).containsOnlyKeys(order);
        assertThat(tally.received(run + ":credit")).isEqualTo(2);
        assertThat(tally.doubled()).isEmpty();
      } finally {
        assertThat(again.stop()).isPresent();
      }
    }
  }

  private JavaProcess startWithHttp(TestKafka kafka, int port, String... dials) throws IOException {
    var arguments =
        new ArrayList<>(List.of("payments", kafka.servers(), dir.toString(), "" + port));
    arguments.addAll(List.of(dials));
    return JavaProcess.start(
        JavaProcess.SimulatorWithHttp.class,
        "payments service ready http=127.0.0.1:" + port,
        arguments.toArray(String[]::new));
  }

  private HttpRequest credit(int port, String orderId) {
    var uri = URI.create("http://127.0.0.1:" + port + "/v1/partners/partner-1/credits");
    return HttpRequest.newBuilder(uri)
        .header("Idempotency-Key", run + ":credit")
        .POST(BodyPublishers.ofString("{\"orderId\":\"" + orderId + "\"}"))
        .build();
  }

  private static String orderId() {
    return Stream.iterate(1, i -> i + 1)
        .map(i -> "XYZ-" + i)
        .filter(id -> new SimulatedWorld(7).order(id).isPresent())
        .findFirst()
        .orElseThrow();
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
