package switchboard.journal;

import com.typesafe.config.Config;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;

/**
 * Pekko's journal on Redis, with one writer per persistence id.
 *
 * <p>A recovery claims: from that moment every earlier claim's writes are refused by Redis itself,
 * wherever they come from. Pekko's plugin interface does not say who writes, so this actor looks at
 * the requests before Pekko does. Their handling starts on this actor's thread, so that {@link
 * #requester} is still theirs when the methods below are called.
 */
final class RedisJournal extends AsyncWriteJournal {
  private final RedisStore store = RedisStore.get(context().system());
  private final Executor executor = context().dispatcher();
  private final Reprs reprs;
  private final int replayPage;
  private ActorRef requester = ActorRef.noSender();

  RedisJournal(Config config) {
    reprs = new Reprs(store.payloads(), config.getBoolean("timestamps"));
    replayPage = config.getInt("replay-page");
    if (replayPage < 1) {
      throw new IllegalArgumentException("the journal's replay-page must be 1 or more");
    }
  }

  @Override
  public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
    switch (message) {
      case Terminated stopped -> {
        // Comes through the mailbox, so everything that the writer sent has been handled.
        store.writers().forget(stopped.actor());
        return;
      }
      case JournalProtocol.ReplayMessages replay -> requester = replay.persistentActor();
      case JournalProtocol.WriteMessages write -> requester = write.persistentActor();
      case JournalProtocol.DeleteMessagesTo delete -> requester = delete.persistentActor();
      default -> requester = ActorRef.noSender();
    }
    super.aroundReceive(receive, message);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    var claim = claim(requester, persistenceId);
    return Stages.toScala(claim.thenApply(EventLog.Claim::last));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    return Stages.toScala(replayPages(persistenceId, from, to, max, replay));
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    var prepared = reprs.prepare(writes);
    prepared
        .rejections()
        .forEach(
            rejection ->
                rejection.ifPresent(
                    cause -> context().system().log().error(cause, "An event was rejected")));
    var batch = prepared.batch();
    return Stages.toScala(
        epochOf(requester, batch.persistenceId())
            .thenCompose(epoch -> store.log().append(batch, epoch))
            .thenApply(_ -> prepared.rejections()));
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long to) {
    var epoch = store.writers().epoch(requester, persistenceId);
    return Stages.toScala(
        epoch.isPresent()
            ? epoch
                .orElseThrow()
                .thenCompose(known -> store.log().deleteTo(persistenceId, to, Optional.of(known)))
            : store.log().deleteTo(persistenceId, to, Optional.empty()));
  }

  /** The epoch of the writer's claim; one that never recovered claims with its first write. */
  private CompletionStage<Long> epochOf(ActorRef writer, String persistenceId) {
    return store
        .writers()
        .epoch(writer, persistenceId)
        .orElseGet(() -> claim(writer, persistenceId).thenApply(EventLog.Claim::epoch));
  }

  private CompletionStage<EventLog.Claim> claim(ActorRef writer, String persistenceId) {
    var claim = store.log().claim(persistenceId);
    if (writer != ActorRef.noSender()) {
      store.writers().remember(writer, persistenceId, claim.thenApply(EventLog.Claim::epoch));
      context().watch(writer);
    }
    return claim;
  }

  private CompletionStage<Void> replayPages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    if (from > to || max <= 0) {
      return CompletableFuture.completedStage(null);
    }
    return store
        .log()
        .read(persistenceId, from, to, (int) Math.min(replayPage, max))
        .thenComposeAsync(
            page -> {
              long sequence = page.first();
              long left = max;
              for (byte[] element : page.elements()) {
                if (element.length > 0) {
                  replay.accept(reprs.read(persistenceId, sequence, page));
                  left--;
                }
                sequence++;
              }
              return page.elements().isEmpty()
                  ? CompletableFuture.completedStage(null)
                  : replayPages(persistenceId, sequence, to, left, replay);
            },
            executor);
  }
}
