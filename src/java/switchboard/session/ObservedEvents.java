package switchboard.session;

import java.util.ArrayList;
import java.util.List;

/**
 * The ids of the last unasked events that a session has recorded, so that a repeated one is
 * recognised.
 *
 * @param ids the oldest first
 */
public record ObservedEvents(List<String> ids) {
  /** How many are remembered; the oldest goes first. */
  public static final int MOST = 64;

  public static final ObservedEvents NONE = new ObservedEvents(List.of());

  public ObservedEvents {
    ids = List.copyOf(ids.subList(Math.max(0, ids.size() - MOST), ids.size()));
  }

  boolean contains(String id) {
    return ids.contains(id);
  }

  ObservedEvents with(String id) {
    var longer = new ArrayList<>(ids);
    longer.add(id);
    return new ObservedEvents(longer);
  }
}
