package switchboard.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** Pekko's representation of an event to what the log stores, and back. */
final class Reprs {
  private static final byte[] TOMBSTONE = {};

  private final Payloads payloads;
  private final boolean keepTimestamps;

  /**
   * A call's writes, ready to append in one step.
   *
   * @param rejections for each write what keeps it from being stored, empty if nothing does
   */
  record Prepared(Batch batch, Iterable<Optional<Exception>> rejections) {}

  Reprs(Payloads payloads, boolean keepTimestamps) {
    this.payloads = payloads;
    this.keepTimestamps = keepTimestamps;
  }

  /**
   * Serializes the writes of one call. A write with an event that cannot be serialized is rejected
   * whole; its sequences are used up, because the writer goes on counting, and stand as tombstones.
   *
   * @throws IllegalArgumentException if they are not of one persistence id, in sequence
   */
  Prepared prepare(Iterable<AtomicWrite> writes) {
    List<Optional<Exception>> rejections = new ArrayList<>();
    List<Optional<Element>> elements = new ArrayList<>();
    List<SideData> sides = new ArrayList<>();
    String persistenceId = null;
    long first = 0;
    for (var write : writes) {
      if (persistenceId == null) {
        persistenceId = write.persistenceId();
        first = write.lowestSequenceNr();
      }
      if (!persistenceId.equals(write.persistenceId())
          || write.lowestSequenceNr() != first + elements.size()) {
        throw new IllegalArgumentException(
            "the writes of one call must be of one persistence id, in sequence");
      }
      rejections.add(prepare(write, elements, sides));
    }
    var side = sides.isEmpty() ? SideData.NONE : Batch.merge(sides);
    var writer = commonWriter(elements);
    var bytes =
        elements.stream()
            .map(element -> element.map(it -> bytes(it, writer.isPresent())).orElse(TOMBSTONE))
            .toList();
    return new Prepared(new Batch(persistenceId, first, writer, bytes, side), rejections);
  }

  private static byte[] bytes(Element element, boolean writerKnown) {
    return writerKnown ? element.withoutWriter().write() : element.write();
  }

  /** The one who wrote them all; empty if they were several, or one whose id is no UUID. */
  private static Optional<UUID> commonWriter(List<Optional<Element>> elements) {
    var writers = elements.stream().flatMap(Optional::stream).map(Element::writer).distinct();
    var all = writers.limit(2).toList();
    return all.size() == 1 ? Element.rawUuid(all.getFirst()) : Optional.empty();
  }

  private Optional<Exception> prepare(
      AtomicWrite write, List<Optional<Element>> elements, List<SideData> sides) {
    List<Optional<Element>> ofWrite = new ArrayList<>();
    List<SideData> sidesOfWrite = new ArrayList<>();
    try {
      for (var repr : CollectionConverters.asJava(write.payload())) {
        var append =
            repr.payload() instanceof Append wrapped
                ? wrapped
                : new Append(repr.payload(), SideData.NONE);
        ofWrite.add(Optional.of(element(repr, append.event())));
        sidesOfWrite.add(append.side());
      }
    } catch (Exception rejected) {
      for (int i = 0; i < write.size(); i++) {
        elements.add(Optional.empty());
      }
      return Optional.of(rejected);
    }
    elements.addAll(ofWrite);
    sides.addAll(sidesOfWrite);
    return Optional.empty();
  }

  private Element element(PersistentRepr repr, Object event) throws Exception {
    var metadata = OptionConverters.toJava(repr.metadata());
    return new Element(
        payloads.write(event),
        repr.writerUuid(),
        keepTimestamps ? repr.timestamp() : 0,
        repr.manifest(),
        metadata.isPresent()
            ? Optional.of(payloads.write(metadata.orElseThrow()))
            : Optional.empty());
  }

  PersistentRepr read(String persistenceId, long sequence, EventLog.Page page) {
    var element = Element.read(page.elements().get((int) (sequence - page.first())));
    var writer = element.writer().isEmpty() ? page.writerOf(sequence) : element.writer();
    var repr =
        PersistentRepr.apply(
                payloads.read(element.payload()),
                sequence,
                persistenceId,
                element.adapterManifest(),
                false,
                ActorRef.noSender(),
                writer)
            .withTimestamp(element.timestamp());
    return element.metadata().isPresent()
        ? repr.withMetadata(payloads.read(element.metadata().orElseThrow()))
        : repr;
  }
}
