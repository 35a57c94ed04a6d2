package switchboard.journal;

import java.util.List;

/**
 * What the keys of a store are, by kind.
 *
 * @param kinds in the order of their letters and owners
 * @param looked how many keys were looked at
 * @param whole whether these are all there are
 * @param usedBytes what the servers have allocated in all
 */
public record KeyCensus(List<Kind> kinds, long looked, boolean whole, long usedBytes) {
  /** The letter of keys that are not ours. */
  public static final String OTHER = "other";

  /**
   * Keys of one kind.
   *
   * @param letter what stands after the hash tag, as docs/redis-layout.md lists it
   * @param owner whose it is, such as {@code session} or {@code saga}; empty if there is one owner
   * @param bytes of all, reckoned from a sample: value, name and place in the key table
   * @param sampled how many were measured
   * @param withoutExpiry how many do not expire although their kind does
   * @param examples some names of those, or of keys that are not ours
   */
  public record Kind(
      String letter,
      String owner,
      long keys,
      long bytes,
      long sampled,
      long withoutExpiry,
      List<String> examples) {
    public Kind {
      examples = List.copyOf(examples);
    }
  }

  public KeyCensus {
    kinds = List.copyOf(kinds);
  }
}
