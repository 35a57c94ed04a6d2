package switchboard.journal;

import com.typesafe.config.Config;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import switchboard.journal.StoreFinding.Level;

/**
 * Looks at a store from outside of any node, as an operator does, and changes nothing in it. It
 * connects as a node would and judges by the rules that a node starts by. Calls fail with {@link
 * StoreException.Unavailable} if the store cannot be reached.
 */
public final class StoreInspector implements AutoCloseable {
  private static final int PAGE = 1_000;

  private final RedisSettings settings;
  private final Keys keys;
  private final RedisLink link;

  /**
   * What was found.
   *
   * @param storeId empty if the store has none, or cannot be used
   */
  public record Inspection(Optional<String> storeId, List<StoreFinding> findings) {
    public Inspection {
      findings = List.copyOf(findings);
    }
  }

  /**
   * By which key-encryption keys the subjects' keys are wrapped.
   *
   * @param by how many records there are of each id, of those that were looked at
   * @param whole whether all keys of the store were looked at
   */
  public record Wrappings(Map<String, Long> by, boolean whole) {
    public Wrappings {
      by = Map.copyOf(by);
    }
  }

  /**
   * An inspector; it connects when it is asked.
   *
   * @param section {@code switchboard.redis} of a node's configuration
   * @throws IllegalArgumentException if a value is out of its range
   */
  public StoreInspector(Config section) {
    settings = RedisSettings.of(section);
    keys = new Keys(settings.keyPrefix());
    link = new RedisLink(settings);
  }

  /** Where it looks, {@code host:port}, without any password. */
  public String address() {
    return String.join(",", settings.uris().stream().map(StoreInspector::address).toList());
  }

  private static String address(RedisURI uri) {
    return uri.getHost() + ":" + uri.getPort();
  }

  /** Looks at every master and at the store's id. */
  public CompletionStage<Inspection> inspect() {
    return connected(
        connection ->
            Stages.all(connection.eachMaster().stream().map(this::look).toList())
                // Only then: commands are refused until their master's connection stands.
                .thenCompose(
                    servers ->
                        identity(connection)
                            .thenApply(
                                identity -> {
                                  var all = new ArrayList<>(identity.findings());
                                  servers.forEach(all::addAll);
                                  return new Inspection(identity.storeId(), all);
                                })));
  }

  /**
   * Counts keys by kind and measures a sample of each kind.
   *
   * @param sample how many keys of each kind are measured at most, at least 1
   * @param most how many keys are looked at, about, over all masters
   * @param progress hears every few thousand keys how many were looked at
   */
  public CompletionStage<KeyCensus> census(int sample, long most, LongConsumer progress) {
    return connected(
        connection -> {
          var counting = new KeyCounting(settings.keyPrefix(), sample, progress);
          return connection
              .masters()
              .thenCompose(
                  masters ->
                      new KeyWalk(ScanArgs.Builder.limit(PAGE), pages(most), counting::page)
                          .over(masters)
                          .thenCompose(walked -> counting.measured(masters, walked)));
        });
  }

  /**
   * By which key-encryption keys the subjects' keys are wrapped.
   *
   * @param most how many keys are looked at, about, over all masters
   */
  public CompletionStage<Wrappings> wrappings(long most) {
    Map<String, Long> by = new TreeMap<>();
    KeyWalk.Visit count =
        (master, records) ->
            Stages.all(
                    records.stream().map(record -> master.hget(record, Keys.bytes("by"))).toList())
                .thenAccept(
                    found ->
                        found.stream()
                            .filter(id -> id != null)
                            .forEach(id -> by.merge(EventLog.text(id), 1L, Long::sum)));
    var args = ScanArgs.Builder.limit(PAGE).match(keys.subjectRecords(""));
    return connected(
        connection ->
            connection
                .masters()
                .thenCompose(masters -> new KeyWalk(args, pages(most), count).over(masters))
                .thenApply(walked -> new Wrappings(by, walked.whole())));
  }

  private static long pages(long most) {
    return Math.max(1, (most + PAGE - 1) / PAGE);
  }

  private interface Question<T> {
    CompletionStage<T> of(RedisLink.Connection connection);
  }

  private <T> CompletionStage<T> connected(Question<T> question) {
    return link.connect()
        .thenCompose(
            connection ->
                question
                    .of(connection)
                    .whenComplete((_, _) -> connection.underlying().closeAsync()))
        .exceptionallyCompose(error -> CompletableFuture.failedStage(StoreErrors.of(error)));
  }

  /** The store's id, or why no node would take the store. */
  private CompletionStage<Inspection> identity(RedisLink.Connection connection) {
    return new StoreIdentity(connection.commands(), keys, settings.storeId())
        .look()
        .thenApply(StoreInspector::known)
        .exceptionally(
            error ->
                StoreErrors.of(error) instanceof StoreException.WrongStore wrong
                    ? unusable(
                        wrong.getMessage(),
                        "nodes refuse this store, running ones too: stop them, put the right one"
                            + " back or restore it, and start them again")
                    : unusable(
                        "its id cannot be read: " + StoreErrors.of(error).getMessage(),
                        "see what is said of the servers below; nodes wait until it can be read"));
  }

  private static Inspection known(Optional<String> id) {
    var finding =
        id.map(
                it ->
                    new StoreFinding(
                        Level.OK,
                        "store",
                        Optional.empty(),
                        "store " + it + ", all " + RedisStore.BUCKETS + " buckets carry its id",
                        ""))
            .orElseGet(
                () ->
                    new StoreFinding(
                        Level.WARN,
                        "store",
                        Optional.empty(),
                        "the store is empty or is just being marked: it holds no conversation",
                        "if there were any, the store was emptied or replaced: stop the nodes and"
                            + " restore it; else start a node, which marks it"));
    return new Inspection(id, List.of(finding));
  }

  private static Inspection unusable(String reason, String remedy) {
    return new Inspection(
        Optional.empty(),
        List.of(new StoreFinding(Level.BAD, "store", Optional.empty(), reason, remedy)));
  }

  private CompletionStage<List<StoreFinding>> look(RedisLink.Master master) {
    var address = address(master.uri());
    return master
        .commands()
        .thenCompose(server -> new ServerReader(address, server).read(settings.cluster()))
        .thenApply(
            look -> {
              var found = new ArrayList<>(DurabilityRules.of(look));
              found.addAll(ServiceRules.of(look));
              return (List<StoreFinding>) found;
            })
        .exceptionally(
            error ->
                List.of(
                    StoreFinding.bad(
                        "server",
                        address,
                        "it does not answer: " + StoreErrors.of(error).getMessage(),
                        "see whether it runs, and its log; its conversations wait until then")));
  }

  @Override
  public void close() {
    link.close();
  }
}
