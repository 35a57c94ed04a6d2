package switchboard.ops.raw;

import java.util.List;
import java.util.Map;

/**
 * What the user is after, as it is stored.
 *
 * @param status its name in the contract
 */
public record RawGoal(
    String intent,
    String domain,
    String status,
    Map<String, RawSlot> slots,
    List<String> requestedSlots) {
  private static final List<String> STATUS =
      List.of("?", "AWAITING_USER", "AWAITING_SYSTEM", "ACHIEVED", "ABANDONED");

  public RawGoal {
    slots = Map.copyOf(slots);
    requestedSlots = List.copyOf(requestedSlots);
  }

  /** One thing known of it. */
  public record RawSlot(
      String value,
      List<String> alternatives,
      double confidence,
      long sourceSequence,
      boolean confirmed) {
    public RawSlot {
      alternatives = List.copyOf(alternatives);
    }
  }

  static RawGoal of(Fields goal) {
    int status = (int) goal.number(2);
    if (status < 1 || status >= STATUS.size()) {
      throw new RawFailure("a goal has the unknown status " + status);
    }
    return new RawGoal(
        goal.text(1),
        goal.text(4),
        STATUS.get(status),
        goal.map(3, entry -> slot(entry.messages(2).getFirst())),
        goal.texts(5));
  }

  private static RawSlot slot(Fields slot) {
    return new RawSlot(slot.text(1), slot.texts(4), slot.real(2), slot.number(3), slot.flag(5));
  }
}
