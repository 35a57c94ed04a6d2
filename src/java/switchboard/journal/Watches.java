package switchboard.journal;

import static switchboard.journal.EventLog.number;
import static switchboard.journal.EventLog.text;
import static switchboard.journal.Keys.bytes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Which sessions watch which things of the internal systems, and until when: one sorted set for
 * each thing, by expiry. The thing's id stands there as a digest only. A thing that nobody watches
 * any more leaves nothing behind. All calls are asynchronous and fail with {@link StoreException}.
 */
public final class Watches {
  private static final byte[] FIRST = {};

  private final Gate gate;
  private final Keys keys;

  Watches(Gate gate, Keys keys) {
    this.gate = gate;
    this.keys = keys;
  }

  /**
   * Something of a kind in the internal systems, such as an order.
   *
   * @param tenant whose it is; without character 0, as the kind is
   */
  public record Thing(String tenant, String kind, String id) {
    /** Names it without telling its id; never changes. */
    String digest() {
      try {
        var name = tenant + '\0' + kind + '\0' + id;
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(name)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java has no SHA-256, by which things are named", e);
      }
    }
  }

  /** A session, by its id within the tenant, and until when it watches, in ms. */
  public record Watcher(String session, long untilMillis) {}

  /**
   * Has a session watch a thing. Again is a success; it never shortens what the session was
   * promised before. A time that has passed changes nothing.
   *
   * @param now what has expired by then is forgotten
   */
  public CompletionStage<Void> watch(Thing thing, String session, Instant until, Instant now) {
    return gate.run(
            Script.WATCH,
            keys.watchers(thing.digest()),
            number(EventLog.millis(now)),
            bytes(session),
            number(EventLog.millis(until)))
        .thenApply(_ -> null);
  }

  /** Ends it, if the session watches the thing. */
  public CompletionStage<Void> unwatch(Thing thing, String session) {
    return gate.run(Script.GUARDED, keys.watchers(thing.digest()), bytes("ZREM"), bytes(session))
        .thenApply(_ -> null);
  }

  /**
   * At most {@code max} of those who watch a thing at {@code now}, in the order of their expiry.
   * Paged by the last one of the page before, none is skipped whatever is changed in between; one
   * that went on watching meanwhile may come again.
   *
   * @param after the last one that was read; empty for the first page
   */
  public CompletionStage<List<Watcher>> watchers(
      Thing thing, Instant now, Optional<Watcher> after, int max) {
    return gate.run(
            Script.WATCHERS,
            keys.watchers(thing.digest()),
            number(EventLog.millis(now)),
            after.map(last -> number(last.untilMillis())).orElse(FIRST),
            after.map(last -> bytes(last.session())).orElse(FIRST),
            number(max))
        .thenApply(reply -> watchers(EventLog.list(reply.getFirst())));
  }

  private static List<Watcher> watchers(List<byte[]> membersAndScores) {
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < membersAndScores.size(); i += 2) {
      double until = Double.parseDouble(text(membersAndScores.get(i + 1)));
      watchers.add(new Watcher(text(membersAndScores.get(i)), (long) until));
    }
    return watchers;
  }
}
