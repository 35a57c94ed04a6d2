package switchboard.journal;

/** Is told of every call of a script, on the thread that its answer came on. It must not wait. */
@FunctionalInterface
public interface CallListener {
  /**
   * A call is over.
   *
   * @param answered whether Redis answered, if only with a refusal
   * @param nanos how long it took, repetitions included
   */
  void called(boolean answered, long nanos);
}
