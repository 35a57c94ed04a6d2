package switchboard.ops.check;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import switchboard.ops.CommandFailure;

/** Waits until no node holds a session in memory any more. */
final class MemoryWatch implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final List<String> managements;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** Asks the nodes' management ports, each {@code host:port}. */
  MemoryWatch(List<String> managements) {
    this.managements = List.copyOf(managements);
  }

  /**
   * Returns when all sessions have left the memory of all nodes.
   *
   * @throws CommandFailure if some have not by then
   */
  void awaitEmpty(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      long sessions = inMemory();
      if (sessions == 0) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            (sessions < 0 ? "nodes do not tell how many" : sessions + "")
                + " sessions are in memory after "
                + within.toSeconds()
                + " s: let nobody else use the system, or allow more with --idle");
      }
      LockSupport.parkNanos(500_000_000);
    }
  }

  /** How many sessions are in memory; negative if a node does not say. */
  private long inMemory() throws InterruptedException {
    long sessions = 0;
    for (var management : managements) {
      var uri = URI.create("http://" + management + "/cluster/shards/session");
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
      try {
        var answer = http.send(request, BodyHandlers.ofString());
        var regions = JSON.readTree(answer.body()).path("regions");
        if (answer.statusCode() != 200 || !regions.isArray()) {
          return -1;
        }
        for (var region : regions) {
          sessions += region.path("numEntities").asLong();
        }
      } catch (IOException e) {
        // It may be starting: the caller asks again, up to its deadline.
        return -1;
      }
    }
    return sessions;
  }

  @Override
  public void close() {
    http.close();
  }
}
