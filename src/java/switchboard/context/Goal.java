package switchboard.context;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What the user is after: an intent with slots, and its status.
 *
 * @param domain what it is about, where intents of several domains can look alike; else empty
 * @param requestedSlots slots whose values the user has asked for and not been told
 */
public record Goal(
    String intent,
    String domain,
    Status status,
    Map<String, Slot> slots,
    List<String> requestedSlots) {
  /** The life of a goal. The numbers are stored: never reuse one. */
  public enum Status {
    AWAITING_USER(1),
    AWAITING_SYSTEM(2),
    ACHIEVED(3),
    ABANDONED(4);

    private final int number;

    Status(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  public Goal {
    requireNonNull(intent, "a goal without an intent");
    requireNonNull(domain, "a goal without a domain, which may be empty");
    requireNonNull(status, "a goal without a status");
    slots = Map.copyOf(slots);
    requestedSlots = List.copyOf(requestedSlots);
  }

  public Goal(String intent, Status status, Map<String, Slot> slots) {
    this(intent, "", status, slots, List.of());
  }

  public Goal with(Status changed) {
    return new Goal(intent, domain, changed, slots, requestedSlots);
  }
}
