package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.v1.ListParkedSagasRequest;
import switchboard.v1.ListServicesRequest;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.ServiceStatus;

/** What a running node shows its operator. */
class NodeOperationsIT {
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }

  @Test
  void everyNodeAnswersForItself() {
    for (int node = 0; node < TestCluster.NODES; node++) {
      var running = cluster.node(node);
      var channel = NettyChannelBuilder.forAddress(running.operations()).usePlaintext().build();
      try {
        var operations =
            OperationsServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
        var services = operations.listServices(ListServicesRequest.getDefaultInstance());
        var address = running.address();
        assertThat(services.getNode()).isEqualTo(address.getHostString() + ":" + address.getPort());
        assertThat(services.getServicesList())
            .singleElement()
            .satisfies(
                service -> {
                  assertThat(service.getService()).isEqualTo("payments");
                  assertThat(service.getBreaker()).isEqualTo(ServiceStatus.Breaker.CLOSED);
                });
        assertThat(
                operations
                    .listParkedSagas(ListParkedSagasRequest.getDefaultInstance())
                    .getSagasList())
            .isEmpty();
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void everyNodeServesItsMetrics() throws Exception {
    for (int node = 0; node < TestCluster.NODES; node++) {
      var config = cluster.node(node).system().settings().config();
      var port = config.getInt("pekko.management.http.port");
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
      try (var client = HttpClient.newHttpClient()) {
        var response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
            .contains("jvm_memory_used_bytes")
            .contains("switchboard_http_calls_total{outcome=\"answered\",service=\"payments\"}");
      }
    }
  }
}
