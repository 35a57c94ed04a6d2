package switchboard.session;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;
import switchboard.journal.Append;
import switchboard.journal.SideData;

/** An event with what commits beside it; read back, only the event is left. */
record SessionEntry(SessionEvent event, SideData side) {
  /** The entries of one append: the side data goes with the last one. */
  static List<SessionEntry> batch(List<SessionEvent> events, SideData side) {
    var entries = new ArrayList<SessionEntry>(events.size());
    for (var event : events) {
      boolean last = entries.size() == events.size() - 1;
      entries.add(new SessionEntry(event, last ? side : SideData.NONE));
    }
    return entries;
  }

  /** Between the entity and the journal. */
  static final class Adapter extends EventAdapter<SessionEntry, Object> {
    @Override
    public Object toJournal(SessionEntry entry) {
      return entry.side() == SideData.NONE
          ? entry.event()
          : new Append(entry.event(), entry.side());
    }

    @Override
    public String manifest(SessionEntry entry) {
      return "";
    }

    @Override
    public EventSeq<SessionEntry> fromJournal(Object stored, String manifest) {
      return EventSeq.single(new SessionEntry((SessionEvent) stored, SideData.NONE));
    }
  }
}
