package switchboard.session;

import java.time.Instant;

/** A session stops taking messages for a while, and takes them again. */
public sealed interface PauseEvent extends SessionEvent {
  /**
   * An operator paused it; one that is paused already is from here on paused until then.
   *
   * @param until when it ends by itself
   * @param reason the operator's; it names nobody
   */
  record Paused(Instant until, String reason, RequestMark request, Instant time)
      implements PauseEvent {}

  /** It takes messages again. */
  record Resumed(Why why, Instant time) implements PauseEvent {}

  /** Why a pause ended. The numbers are stored: never reuse one. */
  enum Why {
    REQUESTED(1),
    EXPIRED(2);

    private final int number;

    Why(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
