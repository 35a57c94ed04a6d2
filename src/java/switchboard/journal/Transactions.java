package switchboard.journal;

import static switchboard.journal.Keys.bytes;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import switchboard.journal.DedicatedConnections.Lease;

/**
 * Optimistic transactions on one document each: {@code WATCH}, read, decide, {@code MULTI}, write,
 * {@code EXEC}. Each has a connection of its own for its time, because what is watched and what is
 * queued belongs to a connection. See docs/concurrency.md for the commands on the wire.
 */
public final class Transactions {
  private final Gate gate;
  private final Keys keys;
  private final RedisLink link;
  private final DedicatedConnections connections;
  private final Executor executor;
  private final long repeatNanos;

  Transactions(Gate gate, Keys keys, RedisLink link, RedisSettings settings, Executor executor) {
    this.gate = gate;
    this.keys = keys;
    this.link = link;
    this.connections =
        new DedicatedConnections(
            link,
            settings.transactionConnections(),
            settings.transactionWait(),
            settings.requestQueue());
    this.executor = executor;
    this.repeatNanos = settings.repeat().toNanos();
  }

  /** What is to become of a document, decided by looking at it and at nothing else that changes. */
  public sealed interface Decision<T> {
    /** What the caller gets if it comes true. */
    T result();

    /**
     * Replace the document.
     *
     * @param expireAt when it goes away by itself, set in the same step; empty for never
     */
    record Write<T>(byte[] document, Optional<Instant> expireAt, T result) implements Decision<T> {}

    /** Leave it as it is. */
    record Keep<T>(T result) implements Decision<T> {}
  }

  /** What a transaction came to. */
  public sealed interface Outcome<T> {
    /** The decision was carried out. */
    record Done<T>(T result) implements Outcome<T> {}

    /** Somebody else wrote in between: nothing was changed. Read again and decide again. */
    record Lost<T>() implements Outcome<T> {}

    /**
     * The connection was lost after {@code EXEC} was sent and before its reply was seen: it may
     * have been carried out, or may yet be. It cannot be any more once another transaction on the
     * document is done that found it without this one's change and wrote.
     */
    record Unknown<T>(Throwable cause) implements Outcome<T> {}
  }

  /**
   * Tries once to change a document; a connection that breaks before {@code EXEC} was sent does not
   * count. Fails with {@link StoreException}, or with what {@code decide} throws: then nothing was
   * changed.
   *
   * @param name decides the bucket; the same for ever
   * @param decide gets the document, empty if there is none; pure, since it may be called again
   */
  public <T> CompletionStage<Outcome<T>> attempt(
      String name, Function<Optional<byte[]>, Decision<T>> decide) {
    return attempt(document(name), decide, System.nanoTime() + repeatNanos);
  }

  /** The document as it stands. Fails with {@link StoreException}. */
  public CompletionStage<Optional<byte[]>> read(String name) {
    var document = document(name);
    return gate.run(Script.GUARDED, new byte[][] {document.marker(), document.key()}, bytes("GET"))
        .thenApply(
            reply ->
                reply.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable((byte[]) reply.getFirst()));
  }

  private record Document(byte[] key, byte[] marker) {}

  private Document document(String name) {
    return new Document(keys.versioned(name), keys.marker(Keys.bucketOf(name)));
  }

  private <T> CompletionStage<Outcome<T>> attempt(
      Document document, Function<Optional<byte[]>, Decision<T>> decide, long until) {
    return gate.whenOpened()
        .thenCompose(
            store ->
                connections
                    .lend(store.connection().masterOf(document.key()))
                    .thenCompose(lease -> run(lease, store, document, decide)))
        .exceptionallyCompose(
            error ->
                System.nanoTime() < until
                    ? pause(error).thenCompose(_ -> attempt(document, decide, until))
                    : CompletableFuture.failedStage(StoreErrors.of(error)));
  }

  /** Waits before another try, or fails at once with what another try would not mend. */
  private CompletionStage<Void> pause(Throwable error) {
    long millis = ThreadLocalRandom.current().nextLong(20, 60);
    var soon =
        CompletableFuture.<Void>supplyAsync(
            () -> null, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    if (StoreErrors.isMoved(error)) {
      return soon.thenCompose(_ -> link.refresh());
    }
    return StoreErrors.isCut(error) ? soon : CompletableFuture.failedStage(StoreErrors.of(error));
  }

  /** Uses the lease and returns it, one way or the other. */
  private <T> CompletionStage<Outcome<T>> run(
      Lease lease,
      Gate.Opened store,
      Document document,
      Function<Optional<byte[]>, Decision<T>> decide) {
    return watch(lease.connection().async(), store, document)
        .thenComposeAsync(
            found -> carryOut(lease, document, decide(lease, found, decide)), executor)
        .whenComplete(
            (outcome, failure) -> {
              if (failure != null || outcome instanceof Outcome.Unknown<T>) {
                connections.discard(lease);
              } else {
                connections.giveBack(lease);
              }
            });
  }

  private static CompletionStage<Optional<byte[]>> watch(
      RedisAsyncCommands<byte[], byte[]> redis, Gate.Opened store, Document document) {
    // sent together: the server answers in order, and what it reads it reads after it watches
    var watched = redis.watch(document.key(), document.marker());
    var marker = redis.get(document.marker());
    var found = redis.get(document.key());
    return watched
        .thenCombine(marker, (_, id) -> id)
        .thenCombine(
            found,
            (id, bytes) -> {
              if (!Arrays.equals(id, store.storeIdBytes())) {
                throw new StoreException.WrongStore(
                    "Redis was emptied or swapped: its store id is not the one this server started"
                        + " with; bring the right store back, or restart with an empty one on"
                        + " purpose");
              }
              return Optional.ofNullable(bytes);
            });
  }

  /** What is watched ends with the connection, which is discarded when this throws. */
  private static <T> Decision<T> decide(
      Lease lease, Optional<byte[]> found, Function<Optional<byte[]>, Decision<T>> decide) {
    var decision = decide.apply(found);
    if (decision instanceof Decision.Write<T> && !lease.connection().isOpen()) {
      throw new RedisException("the connection was cut before EXEC was sent");
    }
    return decision;
  }

  private static <T> CompletionStage<Outcome<T>> carryOut(
      Lease lease, Document document, Decision<T> decision) {
    var redis = lease.connection().async();
    return switch (decision) {
      case Decision.Keep<T>(var result) ->
          redis.unwatch().thenApply(_ -> new Outcome.Done<>(result));
      case Decision.Write<T> write -> commit(redis, document.key(), write);
    };
  }

  private static <T> CompletionStage<Outcome<T>> commit(
      RedisAsyncCommands<byte[], byte[]> redis, byte[] key, Decision.Write<T> write) {
    redis.multi();
    var queued = redis.set(key, write.document()).toCompletableFuture();
    write.expireAt().ifPresent(at -> redis.pexpireat(key, EventLog.millis(at)));
    return redis.exec().handle((reply, error) -> outcome(write, reply, queued, error));
  }

  private static <T> Outcome<T> outcome(
      Decision.Write<T> write,
      TransactionResult reply,
      CompletableFuture<String> queued,
      Throwable error) {
    if (error != null) {
      if (StoreErrors.unwrap(error) instanceof RedisCommandExecutionException refused) {
        // a command was refused as it was queued, so Redis dropped the transaction as a whole
        throw StoreErrors.of(queued.isCompletedExceptionally() ? queued.exceptionNow() : refused);
      }
      return new Outcome.Unknown<>(StoreErrors.unwrap(error));
    }
    if (reply.wasDiscarded()) {
      return new Outcome.Lost<>();
    }
    reply.stream()
        .filter(Throwable.class::isInstance)
        .map(Throwable.class::cast)
        .findFirst()
        .ifPresent(
            broken -> {
              throw new CompletionException(broken);
            });
    return new Outcome.Done<>(write.result());
  }
}
