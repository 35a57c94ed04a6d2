package switchboard.kafka;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A set of offsets that costs what its gaps cost: {@code 3,5-9}. Changes in place. */
final class OffsetRanges {
  private static final Pattern RANGE = Pattern.compile("(0|[1-9]\\d{0,17})(?:-([1-9]\\d{0,17}))?");

  /** Ends by beginnings, both inclusive; no two touch. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /**
   * Reads what {@link #text} wrote.
   *
   * @param base what the offsets are counted from
   * @throws IllegalArgumentException if it is something else
   */
  static OffsetRanges parse(String text, long base) {
    var all = new OffsetRanges();
    if (text.isEmpty()) {
      return all;
    }
    for (var part : text.split(",", -1)) {
      var match = RANGE.matcher(part);
      if (!match.matches()) {
        throw new IllegalArgumentException("Not a list of offsets");
      }
      long first = Long.parseLong(match.group(1));
      long last = match.group(2) == null ? first : Long.parseLong(match.group(2));
      if (last < first) {
        throw new IllegalArgumentException("Not a list of offsets");
      }
      all.put(base + first, base + last);
    }
    return all;
  }

  OffsetRanges copy() {
    var copy = new OffsetRanges();
    copy.ranges.putAll(ranges);
    return copy;
  }

  boolean contains(long offset) {
    var range = ranges.floorEntry(offset);
    return range != null && offset <= range.getValue();
  }

  void add(long offset) {
    put(offset, offset);
  }

  private void put(long first, long last) {
    long from = first;
    long to = last;
    // Those that overlap or touch become one.
    for (var near = ranges.floorEntry(to + 1);
        near != null && near.getValue() >= from - 1;
        near = ranges.floorEntry(to + 1)) {
      from = Math.min(from, near.getKey());
      to = Math.max(to, near.getValue());
      ranges.remove(near.getKey());
    }
    ranges.put(from, to);
  }

  /** Forgets what is below; answers the first offset from there on that is not in the set. */
  long cutBelow(long offset) {
    long first = contains(offset) ? ranges.floorEntry(offset).getValue() + 1 : offset;
    var above = ranges.tailMap(first, true);
    var kept = new TreeMap<>(above);
    ranges.clear();
    ranges.putAll(kept);
    return first;
  }

  /** How many offsets these are. */
  long count() {
    return ranges.entrySet().stream().mapToLong(r -> r.getValue() - r.getKey() + 1).sum();
  }

  /**
   * @param base what the offsets are counted from
   */
  String text(long base) {
    return ranges.entrySet().stream()
        .map(range -> text(range, base))
        .collect(Collectors.joining(","));
  }

  private static String text(Map.Entry<Long, Long> range, long base) {
    var first = String.valueOf(range.getKey() - base);
    return range.getKey().equals(range.getValue())
        ? first
        : first + "-" + (range.getValue() - base);
  }
}
