package switchboard.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an append changes beside the events, in the same atomic step. In a batch, give it with any
 * of the events: all of it is applied, in order.
 *
 * @param sections the document's sections that changed, by name; an empty array removes the section
 * @param deadlines deadlines of this persistence id to set or clear
 * @param outbox entries for the bucket's outbox, in order
 * @param expireAt when every key of this persistence id expires; empty leaves it as it is
 * @param urgent whether an outbox entry is to be carried out at once rather than within a second or
 *     so; without outbox entries it means nothing
 */
public record SideData(
    Map<String, byte[]> sections,
    List<DeadlineChange> deadlines,
    List<byte[]> outbox,
    Optional<Instant> expireAt,
    boolean urgent) {
  public static final SideData NONE =
      new SideData(Map.of(), List.of(), List.of(), Optional.empty(), false);

  public SideData {
    sections = Map.copyOf(sections);
    deadlines = List.copyOf(deadlines);
    outbox = List.copyOf(outbox);
  }

  /** Side data whose outbox entries, if any, are urgent. */
  public SideData(
      Map<String, byte[]> sections,
      List<DeadlineChange> deadlines,
      List<byte[]> outbox,
      Optional<Instant> expireAt) {
    this(sections, deadlines, outbox, expireAt, !outbox.isEmpty());
  }
}
