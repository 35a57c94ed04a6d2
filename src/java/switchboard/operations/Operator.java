package switchboard.operations;

/**
 * Who asks for a change, as far as a node can know.
 *
 * @param peer the address that the call came from, {@code host:port}
 * @param name who the caller says to be, which nobody has checked; empty if it says nothing
 */
public record Operator(String peer, String name) {
  /** The most characters of a name that are kept. */
  static final int LONGEST_NAME = 64;

  /** Of a claimed name only what is visible ASCII is kept, and no more than so much. */
  public Operator {
    name = name.replaceAll("[^\\x21-\\x7e]", "");
    name = name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }
}
