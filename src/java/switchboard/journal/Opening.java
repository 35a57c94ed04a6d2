package switchboard.journal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.journal.Gate.Opened;

/**
 * Opens the connection and checks what it leads to. While Redis is away it tries again; what an
 * operator must put right ends it.
 */
final class Opening {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private final ActorSystem system;
  private final RedisSettings settings;
  private final RedisLink link;
  private final Keys keys;
  private volatile CompletableFuture<Opened> current = new CompletableFuture<>();
  private volatile boolean closed;

  Opening(ActorSystem system, RedisSettings settings, Keys keys) {
    this.system = system;
    this.settings = settings;
    this.keys = keys;
    this.link = new RedisLink(settings);
    attempt(current, settings.reconnectMin().toMillis());
  }

  RedisLink link() {
    return link;
  }

  /** Completes once the store was reached and found right. */
  CompletableFuture<Opened> current() {
    return current;
  }

  /** Replaces a connection that cannot be trusted any more. */
  synchronized void renew(Opened broken) {
    if (closed || !current.isDone() || current.isCompletedExceptionally()) {
      return;
    }
    if (current.resultNow() == broken) {
      current = new CompletableFuture<>();
      broken.connection().underlying().closeAsync();
      attempt(current, settings.reconnectMin().toMillis());
    }
  }

  void close() {
    closed = true;
    current.completeExceptionally(
        new StoreException.Unavailable("this server is shutting down", null));
    link.close();
  }

  private void attempt(CompletableFuture<Opened> result, long pauseMillis) {
    open()
        .whenComplete(
            (opened, error) -> {
              if (error == null) {
                result.complete(opened);
              } else {
                retry(result, pauseMillis, StoreErrors.of(error));
              }
            });
  }

  private void retry(CompletableFuture<Opened> result, long pauseMillis, RuntimeException error) {
    if (closed || !(error instanceof StoreException.Unavailable)) {
      result.completeExceptionally(error);
      return;
    }
    log.atWarn()
        .addKeyValue("cause", String.valueOf(error.getCause()))
        .log("Redis cannot be reached; trying again");
    long next = Math.min(2 * pauseMillis, settings.reconnectMax().toMillis());
    long jittered = pauseMillis / 2 + ThreadLocalRandom.current().nextLong(pauseMillis / 2 + 1);
    system
        .scheduler()
        .scheduleOnce(
            Duration.ofMillis(jittered), () -> attempt(result, next), system.dispatcher());
  }

  private CompletionStage<Opened> open() {
    return link.connect()
        .thenCompose(
            connection ->
                check(connection)
                    .whenComplete(
                        (_, error) -> {
                          if (error != null) {
                            connection.underlying().closeAsync();
                          }
                        }));
  }

  private CompletionStage<Opened> check(RedisLink.Connection connection) {
    return ServerFacts.read(connection)
        .thenAccept(ServerFacts::requireFit)
        .thenCompose(
            _ -> new StoreIdentity(connection.commands(), keys, settings.storeId()).establish())
        .thenApply(id -> new Opened(connection, id, Keys.bytes(id)));
  }
}
