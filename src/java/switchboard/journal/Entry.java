package switchboard.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;

/**
 * What a typed entity persists: an event with what commits beside it. Read back, only the event is
 * left.
 */
public record Entry<E>(E event, SideData side) {
  /** The entries of one append: the side data goes with the last one. */
  public static <E> List<Entry<E>> batch(List<E> events, SideData side) {
    var entries = new ArrayList<Entry<E>>(events.size());
    for (var event : events) {
      boolean last = entries.size() == events.size() - 1;
      entries.add(new Entry<>(event, last ? side : SideData.NONE));
    }
    return entries;
  }

  /**
   * Between an entity with such events and the journal.
   *
   * @param toStored what is stored of an event
   * @param fromStored an event as it was stored
   */
  public static <E> EventAdapter<Entry<E>, Object> adapter(
      Function<E, Object> toStored, Function<Object, E> fromStored) {
    return new EventAdapter<>() {
      @Override
      public Object toJournal(Entry<E> entry) {
        return entry.side() == SideData.NONE
            ? toStored.apply(entry.event())
            : new Append(toStored.apply(entry.event()), entry.side());
      }

      @Override
      public String manifest(Entry<E> entry) {
        return "";
      }

      @Override
      public EventSeq<Entry<E>> fromJournal(Object stored, String manifest) {
        return EventSeq.single(new Entry<>(fromStored.apply(stored), SideData.NONE));
      }
    };
  }
}
