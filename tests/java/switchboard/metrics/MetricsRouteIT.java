package switchboard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.http.HttpCall;
import switchboard.http.HttpServices;
import switchboard.http.HttpSettings;

/** What a node measures, as a scraper gets it from the management port. */
@Timeout(30)
class MetricsRouteIT {
  private ActorSystem system;
  private HttpServices services;

  @BeforeEach
  void start() {
    var config =
        ConfigFactory.parseString(
                """
                pekko.actor.provider = local
                pekko.coordinated-shutdown.exit-jvm = off
                pekko.management.http { hostname = "127.0.0.1", port = 0 }
                pekko.management.http.routes { cluster-management = "", cluster-bootstrap = "" }
                switchboard.services.payments.url = "http://127.0.0.1:1"
                """)
            .withFallback(ConfigFactory.load("switchboard"));
    system = ActorSystem.create("metrics", config);
    services = HttpServices.start(HttpSettings.from(config));
  }

  @AfterEach
  void stop() {
    services.close();
    system.terminate();
  }

  @Test
  void aScrapeShowsTheJvmAndTheServices() throws Exception {
    Metrics.get(system).show(services);
    services.call(call()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    var response = scrape("GET");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(response.body())
        .contains("jvm_memory_used_bytes{", "process_uptime_seconds", "# HELP ")
        .contains("resilience4j_circuitbreaker_state{name=\"payments\",state=\"closed\"} 1.0")
        .contains("resilience4j_bulkhead_available_concurrent_calls{name=\"payments\"} 64.0")
        .contains("resilience4j_ratelimiter_available_permissions{name=\"payments\"}")
        .contains("switchboard_http_calls_total{outcome=\"failed\",service=\"payments\"} 1.0")
        .contains("switchboard_http_calls_total{outcome=\"answered\",service=\"payments\"} 0.0");
  }

  @Test
  void nothingElseCanBeDoneThere() throws Exception {
    assertThat(scrape("POST").statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> scrape(String method) throws Exception {
    var base = PekkoManagement.get(system).start().toCompletableFuture().get(10, TimeUnit.SECONDS);
    var uri = URI.create(base.toString().replaceFirst("/$", "") + "/metrics");
    var request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private static HttpCall call() {
    return new HttpCall(
        "payments",
        HttpCall.Method.GET,
        "/",
        Map.of(),
        "k",
        "s",
        Optional.empty(),
        Duration.ofSeconds(5));
  }
}
