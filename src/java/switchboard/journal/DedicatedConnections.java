package switchboard.journal;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Connections that are lent to one caller at a time. At most so many are lent, and at most as many
 * stand idle; who comes when all are lent waits in line, for a bounded time. A connection comes
 * back only if its caller saw the answer to everything it sent; any other one is closed.
 */
final class DedicatedConnections {
  private final RedisLink link;
  private final int most;
  private final long waitMillis;
  private final int longestLine;
  private final Map<String, Deque<Lease>> idle = new HashMap<>();
  private final Deque<CompletableFuture<Void>> line = new ArrayDeque<>();
  private int idleCount;
  private int lent;

  DedicatedConnections(RedisLink link, int most, Duration wait, int longestLine) {
    this.link = link;
    this.most = most;
    this.waitMillis = wait.toMillis();
    this.longestLine = longestLine;
  }

  /** A connection while it is lent. To be given back, or discarded, exactly once. */
  record Lease(String server, StatefulRedisConnection<byte[], byte[]> connection) {}

  /** Lends a connection to a server; fails with Unavailable if none is free in time. */
  CompletionStage<Lease> lend(RedisURI server) {
    return turn().thenCompose(_ -> idleOne(name(server)).orElseGet(() -> open(server)));
  }

  /** Takes back a connection on which nothing is watched, queued or unanswered. */
  void giveBack(Lease lease) {
    if (lease.connection().isOpen()) {
      keep(lease);
    } else {
      lease.connection().closeAsync();
    }
    next();
  }

  /** Closes a connection of which it is not known what it is in the middle of. */
  void discard(Lease lease) {
    lease.connection().closeAsync();
    next();
  }

  private CompletionStage<Lease> open(RedisURI server) {
    return link.connectAlone(server)
        .thenApply(connection -> new Lease(name(server), connection))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                next();
              }
            });
  }

  private static String name(RedisURI server) {
    return server.getHost() + ":" + server.getPort();
  }

  private synchronized CompletionStage<Void> turn() {
    if (lent < most) {
      lent++;
      return CompletableFuture.completedStage(null);
    }
    if (line.size() >= longestLine) {
      return CompletableFuture.failedStage(busy());
    }
    var place = new CompletableFuture<Void>();
    line.addLast(place);
    // a copy for the caller: only the place itself tells, once and for all, who was called
    return place
        .completeOnTimeout(null, waitMillis, TimeUnit.MILLISECONDS)
        .thenAccept(_ -> requireCalled(place));
  }

  /** Its time is over if it still stands in line. */
  private synchronized void requireCalled(CompletableFuture<Void> place) {
    if (line.remove(place)) {
      throw busy();
    }
  }

  private static StoreException busy() {
    return new StoreException.Unavailable(
        "all connections for transactions are lent; try again later, or raise"
            + " switchboard.redis.transactions.connections",
        null);
  }

  private void next() {
    CompletableFuture<Void> called;
    synchronized (this) {
      called = line.pollFirst();
      if (called == null) {
        lent--;
      }
    }
    // Outside of the lock: whoever waits goes on from here. One that timed out in this very moment
    // was called too, and gives its turn to the next by finishing.
    if (called != null) {
      called.complete(null);
    }
  }

  private synchronized void keep(Lease lease) {
    idle.computeIfAbsent(lease.server(), _ -> new ArrayDeque<>()).push(lease);
    idleCount++;
    for (var others = idle.values().iterator(); idleCount > most && others.hasNext(); ) {
      closeOne(others);
    }
  }

  private void closeOne(Iterator<Deque<Lease>> servers) {
    var leases = servers.next();
    if (!leases.isEmpty()) {
      leases.pollLast().connection().closeAsync();
      idleCount--;
    }
  }

  private synchronized Optional<CompletionStage<Lease>> idleOne(String server) {
    var leases = idle.getOrDefault(server, new ArrayDeque<>());
    while (!leases.isEmpty()) {
      var lease = leases.pop();
      idleCount--;
      if (lease.connection().isOpen()) {
        return Optional.of(CompletableFuture.completedStage(lease));
      }
      lease.connection().closeAsync();
    }
    return Optional.empty();
  }
}
