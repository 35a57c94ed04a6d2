package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import switchboard.simulators.Order;
import switchboard.v1.Event.SagaEnded.Outcome;

/** What nodes show of themselves after a dialogue with a saga, and while what they need is away. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.MethodName.class)
class MetricsIT {
  private static final Duration MAX = Duration.ofSeconds(20);
  private static final String RECOVERED = "switchboard_entity_recovery_seconds_";
  private static final String LAG =
      "switchboard_consumer_lag{group=\"switchboard-sagas\",topic=\"order.replies\"}";
  private static WatchedCluster watched;
  private static TestCluster cluster;

  @BeforeAll
  static void talk() throws Exception {
    watched = WatchedCluster.shared();
    cluster = watched.cluster;
    var session = Talk.create(cluster.client(0), "delivery");
    var pushed = cluster.client(1, Duration.ofSeconds(60)).subscribe(Talk.subscribe(session, 0));
    pushed.next();
    var order = cluster.order("MET", Order.Status.OUT_FOR_DELIVERY);
    var text = "What's the status of order " + order + "?";
    cluster.client(0).sendMessage(Talk.message(session, text));
    boolean ended = false;
    while (true) {
      var next = pushed.next();
      ended |= next.getEvent().getSagaEnded().getOutcome() == Outcome.COMPLETED;
      if (ended && next.getEvent().hasAgentMessage()) {
        break;
      }
    }
    var quiet = Talk.create(cluster.client(0), "delivery");
    // the pause is longer than an idle session stays in memory: a later message recovers it
    await()
        .atMost(MAX)
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              cluster.client(1).sendMessage(Talk.message(quiet, "Hello"));
              return watched.sum(RECOVERED + "count{type=\"session\"}") > 0;
            });
    try {
      cluster.client(0).getSession(Talk.get("tenants/acme/sessions/nobody"));
      throw new AssertionError("there is no such session");
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
    System.gc();
  }

  private static void atLeast(double least, String sample) throws Exception {
    assertThat(watched.sum(sample)).as(sample).isGreaterThanOrEqualTo(least);
  }

  private static void between(double least, double most, String sum, String count)
      throws Exception {
    assertThat(watched.sum(sum) / watched.sum(count)).as(sum).isBetween(least, most);
  }

  @Test
  void turnsAreMeasuredByStage() throws Exception {
    var stage = "switchboard_turn_duration_seconds_%s{stage=\"%s\"}";
    for (var name : List.of("acknowledged", "answered", "pushed")) {
      atLeast(1, stage.formatted("count", name));
      between(0.0001, 10, stage.formatted("sum", name), stage.formatted("count", name));
    }
    atLeast(4, "switchboard_push_lag_seconds_count");
    between(0, 2, "switchboard_push_lag_seconds_sum", "switchboard_push_lag_seconds_count");
    atLeast(2, "switchboard_messages_total{outcome=\"acknowledged\"}");
    atLeast(3, "switchboard_streams_answers_total");
    atLeast(1, "switchboard_streams_attached");
    atLeast(0, "switchboard_commands_active");
  }

  @Test
  void entitiesAndTheStoreAreMeasured() throws Exception {
    atLeast(1, "switchboard_entity_recovery_seconds_count{type=\"session\"}");
    between(
        0.0001,
        5,
        "switchboard_entity_recovery_seconds_sum{type=\"session\"}",
        "switchboard_entity_recovery_seconds_count{type=\"session\"}");
    atLeast(20, "switchboard_store_duration_seconds_count{outcome=\"answered\"}");
    between(
        0.00001,
        1,
        "switchboard_store_duration_seconds_sum{outcome=\"answered\"}",
        "switchboard_store_duration_seconds_count{outcome=\"answered\"}");
    atLeast(0, "switchboard_store_fenced_total");
    atLeast(1, "switchboard_saga_ended_total{outcome=\"COMPLETED\",type=\"order_status\"}");
    assertThat(watched.sum("switchboard_saga_ended_total{outcome=\"PARKED\"")).isZero();
    for (var what : List.of("RECORD", "OUTBOX", "STEP", "COMMAND")) {
      assertThat(watched.scrape(0))
          .containsKey("switchboard_redeliveries_total{what=\"%s\"}".formatted(what));
    }
  }

  @Test
  void callsAreCountedByMethodAndStatus() throws Exception {
    var calls = "switchboard_calls_seconds_count{code=\"%s\",method=\"%s\"}";
    var service = "switchboard.v1.ConversationService/";
    atLeast(2, calls.formatted("OK", service + "SendMessage"));
    atLeast(1, calls.formatted("NOT_FOUND", service + "GetSession"));
    var calm =
        watched.sum("switchboard_calls_seconds_sum")
            / watched.sum("switchboard_calls_seconds_count");
    assertThat(calm).isBetween(0.0001, 30.0);
  }

  @Test
  void whatWaitsIsKnownByGroupAndTopic() throws Exception {
    await().atMost(MAX).untilAsserted(() -> assertThat(watched.scrape(0)).containsEntry(LAG, 0.0));
  }

  @Test
  void theDashboardAndTheAlertsNameOnlyWhatThereIs() throws Exception {
    var samples = new HashSet<>(watched.scrape(0).keySet());
    samples.addAll(watched.scrape(1).keySet());
    var known = TelemetryFiles.known(samples);
    var expressions = TelemetryFiles.dashboardExpressions();
    assertThat(expressions).hasSizeGreaterThan(20);
    assertThat(expressions)
        .allSatisfy(it -> assertThat(TelemetryFiles.unknown(it, known)).as(it).isEmpty());
    var rules = TelemetryFiles.rules();
    assertThat(rules).hasSizeGreaterThan(10);
    assertThat(rules)
        .extracting(rule -> rule.path("expr").asText())
        .allSatisfy(it -> assertThat(TelemetryFiles.unknown(it, known)).as(it).isEmpty());
    assertThat(TelemetryFiles.unknown("rate(switchboard_nothing_total[5m])", known))
        .containsExactly("no metric switchboard_nothing_total");
    assertThat(TelemetryFiles.unknown("sum by (colour) (switchboard_spans_total)", known))
        .containsExactly("switchboard_spans_total has no label colour");
    assertThat(TelemetryFiles.unknown("switchboard_spans_total{outcome=\"gone\"}", known))
        .singleElement()
        .asString()
        .startsWith("switchboard_spans_total has no outcome gone");
  }

  @Test
  void everyMetricOfOursIsDocumentedAndDescribedAndNamesNobody() throws Exception {
    var page = Files.readString(Path.of("docs", "telemetry.md"));
    var help = new HashSet<String>();
    watched
        .get(0, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("# HELP switchboard_"))
        .map(line -> line.split(" ", 4))
        .forEach(
            line -> {
              assertThat(line).as(line[2]).hasSize(4);
              help.add(line[2]);
            });
    assertThat(help).hasSizeGreaterThan(15);
    assertThat(help)
        .filteredOn(name -> !name.endsWith("_max"))
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    assertThat(watched.get(0, "/metrics").body()).doesNotContain("acme", "partner-1042");
  }

  private static void quick() throws Exception {
    long began = System.nanoTime();
    assertThat(watched.get(0, "/metrics").statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
  }

  private static List<String> deep(int status) throws Exception {
    var answer = watched.get(0, "/health/deep");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    var report = new JsonMapper().readTree(answer.body());
    assertThat(report.path("ok").asBoolean()).isEqualTo(status == 200);
    assertThat(report.path("checks").findValuesAsText("name"))
        .containsExactly("membership", "store", "kafka", "sharding", "keys");
    var bad = new java.util.ArrayList<String>();
    for (var check : report.path("checks")) {
      assertThat(check.path("millis").asLong()).isBetween(0L, 4_000L);
      assertThat(check.path("detail").asText()).isNotEmpty();
      if (!check.path("ok").asBoolean()) {
        bad.add(check.path("name").asText());
      }
    }
    return bad;
  }

  private static int status(String path) throws Exception {
    return watched.get(0, path).statusCode();
  }

  @Test
  void healthIsAnsweredForThreeWhoAsk() throws Exception {
    assertThat(status("/alive")).isEqualTo(200);
    assertThat(status("/ready")).isEqualTo(200);
    assertThat(deep(200)).isEmpty();
    assertThat(watched.get(0, "/health/deep").body())
        .contains("appendfsync always", "current k1")
        .doesNotContain("AAECAwQF");
  }

  @Test
  void zMetricsAndHealthAnswerWhileKafkaAndRedisAreAway() throws Exception {
    cluster.stopKafka();
    await().atMost(MAX).untilAsserted(() -> assertThat(deep(503)).containsExactly("kafka"));
    quick();
    assertThat(status("/ready")).isEqualTo(200);
    await().atMost(MAX).until(() -> Double.isNaN(watched.sum("switchboard_consumer_lag")));
    cluster.startKafka();
    await().atMost(MAX).untilAsserted(() -> assertThat(deep(200)).isEmpty());
    cluster.killRedis();
    await().atMost(MAX).untilAsserted(() -> assertThat(deep(503)).containsExactly("store"));
    assertThat(status("/ready")).isEqualTo(200);
    quick();
    assertThat(status("/alive")).isEqualTo(200);
    cluster.startRedis();
    await().atMost(MAX).untilAsserted(() -> assertThat(deep(200)).isEmpty());
  }
}
