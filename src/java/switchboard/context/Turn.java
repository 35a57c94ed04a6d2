package switchboard.context;

import java.time.Instant;

/** One remembered message. */
public record Turn(long sequence, Role role, String text, Instant time) {
  /** Who said it. The numbers are stored: never reuse one. */
  public enum Role {
    USER(1),
    AGENT(2);

    private final int number;

    Role(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
