package switchboard.ops.check;

import java.util.ArrayList;
import java.util.List;

/** Everything that was not as it has to be. Safe for many threads. */
final class Differences {
  private final List<String> found = new ArrayList<>();
  private final String where;
  private final Differences all;

  Differences() {
    this("", null);
  }

  private Differences(String where, Differences all) {
    this.where = where;
    this.all = all;
  }

  /** A part of these: what is added there is added here, with a word of where it was. */
  Differences of(String place) {
    return new Differences(place, this);
  }

  synchronized void add(String difference) {
    if (all == null) {
      found.add(difference);
    } else {
      all.add(where + ": " + difference);
    }
  }

  synchronized List<String> found() {
    return List.copyOf(found);
  }
}
