package switchboard.journal;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where every script passes through: it waits, for a bounded time, until the store is known to be
 * the right one, hands the store's id to the script, and turns its answer into a value or an error.
 */
final class Gate {
  private final Opening opening;
  private final long patienceMillis;
  private final long repeatNanos;
  private final LongAdder fenced = new LongAdder();
  private volatile CallListener listener = (_, _) -> {};

  /** A connection whose store was checked. */
  record Opened(RedisLink.Connection connection, String storeId, byte[] storeIdBytes) {}

  Gate(Opening opening, Duration patience, Duration repeat) {
    this.opening = opening;
    this.patienceMillis = patience.toMillis();
    this.repeatNanos = repeat.toNanos();
  }

  /** How many writes and deletions were refused because their writer was not the current one. */
  long fencedCount() {
    return fenced.sum();
  }

  /**
   * Runs a script.
   *
   * @param keys first the marker of the bucket, then the key by which the reply is recognised
   * @param args all but the store's id
   * @return what the script returned after status and key
   */
  CompletionStage<List<Object>> run(Script script, byte[][] keys, byte[]... args) {
    long began = System.nanoTime();
    return attempt(script, keys, args, began + repeatNanos)
        .whenComplete((_, failure) -> listener.called(failure == null, System.nanoTime() - began))
        .thenApply(this::answer);
  }

  /** From now on this one is told of every call. */
  void tell(CallListener told) {
    listener = told;
  }

  /**
   * A cut connection fails all that was on its way, done or not. Every script here may run twice
   * with the same arguments, so it is sent again for a while rather than failing its caller.
   */
  private CompletionStage<List<Object>> attempt(
      Script script, byte[][] keys, byte[][] args, long until) {
    return whenOpened()
        .thenCompose(
            store ->
                send(store, script, keys, withStore(store, args))
                    .thenApply(reply -> inStep(store, keys[1], reply)))
        .exceptionallyCompose(
            error ->
                StoreErrors.isCut(error) && System.nanoTime() < until
                    ? CompletableFuture.supplyAsync(() -> null, soon())
                        .thenCompose(_ -> attempt(script, keys, args, until))
                    : CompletableFuture.failedStage(StoreErrors.of(error)));
  }

  private static Executor soon() {
    long pause = ThreadLocalRandom.current().nextLong(20, 60);
    return CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS);
  }

  /** The checked connection, or the reason why there is none after the time a command may take. */
  CompletableFuture<Opened> whenOpened() {
    var now = opening.current();
    return now.isDone() ? now : now.copy().orTimeout(patienceMillis, TimeUnit.MILLISECONDS);
  }

  private static byte[][] withStore(Opened store, byte[][] args) {
    byte[][] all = new byte[args.length + 1][];
    all[0] = store.storeIdBytes();
    System.arraycopy(args, 0, all, 1, args.length);
    return all;
  }

  private static CompletionStage<List<Object>> send(
      Opened store, Script script, byte[][] keys, byte[][] args) {
    var commands = store.connection().commands();
    return commands
        .<List<Object>>evalsha(script.digest(), ScriptOutputType.MULTI, keys, args)
        .exceptionallyCompose(
            error ->
                // The server forgets scripts at a restart and on SCRIPT FLUSH; EVAL teaches it
                // again.
                StoreErrors.unwrap(error) instanceof RedisNoScriptException
                    ? commands.eval(script.source(), ScriptOutputType.MULTI, keys, args)
                    : CompletableFuture.failedStage(error));
  }

  /** A reply that answers another request means that every later one will, too. */
  private List<Object> inStep(Opened store, byte[] key, List<Object> reply) {
    if (reply.size() < 2 || !Arrays.equals(key, (byte[]) reply.get(1))) {
      opening.renew(store);
      throw new StoreException.Unavailable(
          "a reply of Redis belongs to another request; its connection was out of step", null);
    }
    return reply;
  }

  private List<Object> answer(List<Object> reply) {
    String status = new String((byte[]) reply.get(0), StandardCharsets.US_ASCII);
    return switch (status) {
      case "OK" -> reply.subList(2, reply.size());
      case "EPOCH" -> throw fenced("another incarnation has claimed this persistence id");
      case "SEQUENCE" -> throw fenced("the sequence is not the next one of this persistence id");
      case "STORE" ->
          throw new StoreException.WrongStore(
              "Redis was emptied or swapped: its store id is not the one this server started with;"
                  + " bring the right store back, or restart with an empty one on purpose");
      case "TORN" ->
          throw new StoreException.WrongStore(
              "a journal in Redis is not whole: its events and its counters disagree;"
                  + " restore the store from a backup");
      default -> throw new IllegalStateException("a script answered with an unknown status");
    };
  }

  private StoreException fenced(String message) {
    fenced.increment();
    return new StoreException.Fenced(message);
  }
}
