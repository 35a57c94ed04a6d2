package switchboard.saga;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;
import switchboard.journal.Append;
import switchboard.journal.SideData;

/** An event with what commits beside it; read back, only the event is left. */
record SagaEntry(SagaEvent event, SideData side) {
  /** The entries of one append: the side data goes with the last one. */
  static List<SagaEntry> batch(List<SagaEvent> events, SideData side) {
    var entries = new ArrayList<SagaEntry>(events.size());
    for (var event : events) {
      boolean last = entries.size() == events.size() - 1;
      entries.add(new SagaEntry(event, last ? side : SideData.NONE));
    }
    return entries;
  }

  /** Between the entity and the journal. */
  static final class Adapter extends EventAdapter<SagaEntry, Object> {
    @Override
    public Object toJournal(SagaEntry entry) {
      return new Append(entry.event(), entry.side());
    }

    @Override
    public String manifest(SagaEntry entry) {
      return "";
    }

    @Override
    public EventSeq<SagaEntry> fromJournal(Object stored, String manifest) {
      return EventSeq.single(new SagaEntry((SagaEvent) stored, SideData.NONE));
    }
  }
}
