package switchboard.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.persistence.PersistentRepr;

/**
 * The journals of an actor system whose journal is {@link MemoryJournal}: encoded as in Redis, and
 * gone with it.
 */
public final class MemoryLog implements Extension, EventReader {
  private static final Id ID = new Id();

  private final Map<String, List<byte[]>> journals = new ConcurrentHashMap<>();
  private final Reprs reprs;

  private MemoryLog(ExtendedActorSystem system) {
    this.reprs = new Reprs(new Payloads(system), false);
  }

  /** The one of an actor system. */
  public static MemoryLog get(ActorSystem system) {
    return ID.get(system);
  }

  Reprs reprs() {
    return reprs;
  }

  void append(Batch batch) {
    journals.merge(
        batch.persistenceId(),
        batch.elements(),
        (old, more) -> Stream.concat(old.stream(), more.stream()).toList());
  }

  long last(String persistenceId) {
    return elements(persistenceId).size();
  }

  private List<byte[]> elements(String persistenceId) {
    return journals.getOrDefault(persistenceId, List.of());
  }

  /** What is there of a range, in order. */
  List<PersistentRepr> read(String persistenceId, long from, long to, long max) {
    var all = elements(persistenceId);
    var page = new EventLog.Page(all.size(), 0, 1, all, Optional.empty(), 1);
    return LongStream.rangeClosed(Math.max(1, from), Math.min(to, all.size()))
        .limit(max)
        .mapToObj(sequence -> reprs.read(persistenceId, sequence, page))
        .toList();
  }

  @Override
  public CompletionStage<EventPage> events(String persistenceId, long from, long to, int max) {
    var events =
        read(persistenceId, from, to, max).stream()
            .map(repr -> new StoredEvent(repr.sequenceNr(), repr.payload()))
            .toList();
    return CompletableFuture.completedStage(new EventPage(events, 1, last(persistenceId)));
  }

  private static final class Id extends AbstractExtensionId<MemoryLog> {
    @Override
    public MemoryLog createExtension(ExtendedActorSystem system) {
      return new MemoryLog(system);
    }
  }
}
