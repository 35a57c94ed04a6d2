package switchboard.context;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** What the user is after: an intent with slots, and its status. */
public record Goal(String intent, Status status, Map<String, Slot> slots) {
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
    requireNonNull(status, "a goal without a status");
    slots = Map.copyOf(slots);
  }

  public Goal with(Status changed) {
    return new Goal(intent, changed, slots);
  }
}
