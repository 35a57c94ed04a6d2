package switchboard.faults;

/** How much a run of the fault suite does: {@code ./build faults} does all of it. */
public final class Scale {
  private static final boolean LONG = "long".equals(System.getProperty("faults"));

  private Scale() {}

  /** The smaller number in every build, the larger one in a run of the suite. */
  public static int of(int everyBuild, int suite) {
    return LONG ? suite : everyBuild;
  }

  /** Whether all of it is done. */
  public static boolean isSuite() {
    return LONG;
  }

  /** The seed of this run; {@code -Dseed=N} repeats another's. */
  public static long seed() {
    return Long.getLong("seed", System.nanoTime());
  }
}
