package switchboard.journal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;

/** A journal that encodes and decodes as that on Redis does, and keeps everything in memory. */
final class MemoryJournal extends AsyncWriteJournal {
  private final MemoryLog log = MemoryLog.get(context().system());

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    var prepared = log.reprs().prepare(writes);
    log.append(prepared.batch());
    return Stages.toScala(CompletableFuture.completedStage(prepared.rejections()));
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long to) {
    return Stages.toScala(
        CompletableFuture.failedStage(
            new UnsupportedOperationException("a journal in memory deletes nothing")));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    log.read(persistenceId, from, to, max).forEach(replay);
    return Stages.toScala(CompletableFuture.completedStage(null));
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    return Stages.toScala(CompletableFuture.completedStage(log.last(persistenceId)));
  }
}
