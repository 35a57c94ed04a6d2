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
 */
public record SideData(
    Map<String, byte[]> sections,
    List<DeadlineChange> deadlines,
    List<byte[]> outbox,
    Optional<Instant> expireAt) {
  public static final SideData NONE =
      new SideData(Map.of(), List.of(), List.of(), Optional.empty());

  public SideData {
    sections = Map.copyOf(sections);
    deadlines = List.copyOf(deadlines);
    outbox = List.copyOf(outbox);
  }
}
