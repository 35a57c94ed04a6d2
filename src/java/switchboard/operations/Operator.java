package switchboard.operations;

/**
 * Who asks for a change, as far as a node can know.
 *
 * @param peer the address that the call came from, {@code host:port}
 * @param name of the caller; empty if it says nothing
 * @param checked whether its certificate says so; else it is what the caller says of itself
 */
public record Operator(String peer, String name, boolean checked) {
  /** The most characters of a name that are kept. */
  static final int LONGEST_NAME = 64;

  /** Of a name only what is visible ASCII is kept, and no more than so much. */
  public Operator {
    name = name.replaceAll("[^\\x21-\\x7e]", "");
    name = name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }
}
