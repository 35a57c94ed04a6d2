package switchboard.context;

/**
 * Sequence of the last change of each section; 0 for none. An update that names sections is checked
 * against these, so that a busy conversation does not starve a slow writer.
 */
public record Versions(long goals, long memory, long pending, long facts) {
  public static final Versions NONE = new Versions(0, 0, 0, 0);

  Versions goalsAt(long sequence) {
    return new Versions(sequence, memory, pending, facts);
  }

  Versions memoryAt(long sequence) {
    return new Versions(goals, sequence, pending, facts);
  }

  Versions pendingAt(long sequence) {
    return new Versions(goals, memory, sequence, facts);
  }

  Versions factsAt(long sequence) {
    return new Versions(goals, memory, pending, sequence);
  }
}
