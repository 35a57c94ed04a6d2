package switchboard.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** Pekko's representation of an event to what the log stores, and back. */
final class Reprs {
  private final Payloads payloads;

  /**
   * A call's writes, ready to append in one step.
   *
   * @param rejections for each write what keeps it from being stored, empty if nothing does
   */
  record Prepared(Batch batch, Iterable<Optional<Exception>> rejections) {}

  Reprs(Payloads payloads) {
    this.payloads = payloads;
  }

  /**
   * Serializes the writes of one call. A write with an event that cannot be serialized is rejected
   * whole; its sequences are used up, because the writer goes on counting, and stand as tombstones.
   *
   * @throws IllegalArgumentException if they are not of one persistence id, in sequence
   */
  Prepared prepare(Iterable<AtomicWrite> writes) {
    List<Optional<Exception>> rejections = new ArrayList<>();
    List<byte[]> elements = new ArrayList<>();
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
    return new Prepared(new Batch(persistenceId, first, elements, side), rejections);
  }

  private Optional<Exception> prepare(
      AtomicWrite write, List<byte[]> elements, List<SideData> sides) {
    List<byte[]> ofWrite = new ArrayList<>();
    List<SideData> sidesOfWrite = new ArrayList<>();
    try {
      for (var repr : CollectionConverters.asJava(write.payload())) {
        var append =
            repr.payload() instanceof Append wrapped
                ? wrapped
                : new Append(repr.payload(), SideData.NONE);
        ofWrite.add(element(repr, append.event()).write());
        sidesOfWrite.add(append.side());
      }
    } catch (Exception rejected) {
      for (int i = 0; i < write.size(); i++) {
        elements.add(new byte[0]);
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
        repr.timestamp() == 0 ? System.currentTimeMillis() : repr.timestamp(),
        repr.manifest(),
        metadata.isPresent()
            ? Optional.of(payloads.write(metadata.orElseThrow()))
            : Optional.empty());
  }

  PersistentRepr read(String persistenceId, long sequence, byte[] bytes) {
    var element = Element.read(bytes);
    var repr =
        PersistentRepr.apply(
                payloads.read(element.payload()),
                sequence,
                persistenceId,
                element.adapterManifest(),
                false,
                ActorRef.noSender(),
                element.writer())
            .withTimestamp(element.timestamp());
    return element.metadata().isPresent()
        ? repr.withMetadata(payloads.read(element.metadata().orElseThrow()))
        : repr;
  }
}
