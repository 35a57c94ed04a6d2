package switchboard.privacy;

/** A key that is nowhere stored: for measurements and tests, where what it seals is thrown away. */
public final class ThrowawayKey {
  private ThrowawayKey() {}

  /** A fresh one. */
  public static SubjectKey.Present make() {
    return new SubjectKey.Present(DataKey.take(DataKey.random()), "throwaway");
  }
}
