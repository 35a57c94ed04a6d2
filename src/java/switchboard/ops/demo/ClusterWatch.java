package switchboard.ops.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import switchboard.local.SystemState;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;

/** Waits until every node of a cluster serves and sees every other. */
public final class ClusterWatch implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Supplier<SystemState> state;
  private final FrontDoors doors;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  public ClusterWatch(Supplier<SystemState> state, FrontDoors doors) {
    this.state = state;
    this.doors = doors;
  }

  /**
   * Returns when the cluster is whole.
   *
   * @throws CommandFailure if it is not by then
   */
  public void awaitWhole(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (!isWhole()) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            "the cluster is not whole after " + within.toSeconds() + " s: see its nodes' logs");
      }
      LockSupport.parkNanos(200_000_000);
    }
  }

  private boolean isWhole() throws InterruptedException {
    var nodes = state.get().nodes();
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).pid() == 0
          || !isServing(i)
          || membersUp(nodes.get(i).management()) != nodes.size()) {
        return false;
      }
    }
    return true;
  }

  private boolean isServing(int node) {
    try {
      return HealthGrpc.newBlockingStub(doors.channel(node))
              .withDeadlineAfter(2, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
          == ServingStatus.SERVING;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  private int membersUp(String management) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + management + "/cluster/members"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      int up = 0;
      for (var member :
          JSON.readTree(http.send(request, BodyHandlers.ofString()).body()).path("members")) {
        up += member.path("status").asText().equals("Up") ? 1 : 0;
      }
      return up;
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
