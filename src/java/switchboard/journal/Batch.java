package switchboard.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What one append writes: events from a first sequence on, and the side data of all of them put
 * together.
 *
 * @param writer who wrote the elements that do not name their writer themselves
 * @param elements the events as stored; an empty one is a tombstone, for a sequence that was used
 *     up by an event that could not be stored
 */
record Batch(
    String persistenceId, long first, Optional<UUID> writer, List<byte[]> elements, SideData side) {
  /** The journal's numbers live in scripts as doubles, which are exact up to here. */
  static final long GREATEST = 1L << 52;

  /** What the store itself keeps in a document, beside its sections. */
  static final Set<String> RESERVED =
      Set.of(EventLog.VERSION, "deleted", "epoch", "base", "expire", "writer", "since");

  Batch {
    elements = List.copyOf(elements);
    if (elements.isEmpty() || first < 1 || first + elements.size() > GREATEST) {
      throw new IllegalArgumentException("a batch has 1 or more events from sequence 1 on");
    }
    if (!Collections.disjoint(side.sections().keySet(), RESERVED)) {
      throw new IllegalArgumentException(
          "a section of a document has a name that the store keeps for itself, such as version");
    }
  }

  /** Of elements that name their writers, or that nobody asks who wrote them. */
  Batch(String persistenceId, long first, List<byte[]> elements, SideData side) {
    this(persistenceId, first, Optional.empty(), elements, side);
  }

  long last() {
    return first + elements.size() - 1;
  }

  /** Puts side data together: what comes later wins, outbox entries line up. */
  static SideData merge(List<SideData> sides) {
    if (sides.size() == 1) {
      return sides.getFirst();
    }
    Map<String, byte[]> sections = new LinkedHashMap<>();
    Map<String, DeadlineChange> deadlines = new LinkedHashMap<>();
    List<byte[]> outbox = new ArrayList<>();
    Optional<Instant> expireAt = Optional.empty();
    boolean urgent = false;
    for (var side : sides) {
      sections.putAll(side.sections());
      for (var change : side.deadlines()) {
        deadlines.put(idOf(change), change);
      }
      outbox.addAll(side.outbox());
      expireAt = side.expireAt().isPresent() ? side.expireAt() : expireAt;
      urgent |= side.urgent();
    }
    return new SideData(sections, List.copyOf(deadlines.values()), outbox, expireAt, urgent);
  }

  private static String idOf(DeadlineChange change) {
    return switch (change) {
      case DeadlineChange.Set(var id, _) -> id;
      case DeadlineChange.Clear(var id) -> id;
    };
  }
}
