package switchboard.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import switchboard.kafka.GroupLook.Front;
import switchboard.kafka.GroupLook.Position;

/**
 * What two looks at the groups say together.
 *
 * @param watched how long lay between the two
 */
public record LagReport(List<Group> groups, Duration watched) {
  /** How a group stands to a partition. */
  public enum State {
    /** All is handled, but for what came while it was watched. */
    CURRENT,
    /** The rest gets less. */
    CATCHING_UP,
    /** Some is handled, and at least as much comes. */
    FALLING_BEHIND,
    /** Records wait, and none was handled while it was watched. */
    STUCK,
    /** Records wait, and nobody reads. */
    UNREAD
  }

  public LagReport {
    groups = List.copyOf(groups);
  }

  /** A group and its partitions; {@code state} as the broker names it. */
  public record Group(String name, String state, List<Partition> partitions) {
    public Group {
      partitions = List.copyOf(partitions);
    }

    public long lag() {
      return partitions.stream().mapToLong(it -> it.now().lag()).sum();
    }
  }

  /**
   * A partition.
   *
   * @param perSecond how many records were handled each second
   * @param secondsLeft until nothing waits any more, if it goes on so; empty if it would not end
   * @param front the first record that waits; known only of those that do not get on
   */
  public record Partition(
      Position now,
      State state,
      double perSecond,
      OptionalLong secondsLeft,
      Optional<Front> front) {}

  /**
   * Compares two looks.
   *
   * @param front is asked for the first waiting record where it matters
   */
  public static LagReport between(
      List<GroupLook> before,
      List<GroupLook> now,
      Duration watched,
      Function<Position, Optional<Front>> front) {
    Map<String, Position> earlier = new HashMap<>();
    before.forEach(
        group -> group.positions().forEach(it -> earlier.put(name(group.group(), it), it)));
    var groups = new ArrayList<Group>();
    for (var group : now) {
      groups.add(
          new Group(
              group.group(),
              group.state(),
              group.positions().stream()
                  .map(
                      it ->
                          compared(
                              earlier.getOrDefault(name(group.group(), it), it),
                              it,
                              watched,
                              front))
                  .toList()));
    }
    return new LagReport(groups, watched);
  }

  private static String name(String group, Position at) {
    return group + " " + at.topic() + " " + at.partition();
  }

  private static Partition compared(
      Position before, Position now, Duration watched, Function<Position, Optional<Front>> front) {
    double seconds = watched.toNanos() / 1e9;
    double perSecond = Math.max(0, now.next() - before.next()) / seconds;
    double lessPerSecond = (before.lag() - now.lag()) / seconds;
    var state = state(before, now, lessPerSecond);
    var left =
        state == State.CATCHING_UP
            ? OptionalLong.of((long) Math.ceil(now.lag() / lessPerSecond))
            : OptionalLong.empty();
    boolean halts = state == State.STUCK || state == State.UNREAD;
    return new Partition(now, state, perSecond, left, halts ? front.apply(now) : Optional.empty());
  }

  private static State state(Position before, Position now, double lessPerSecond) {
    if (now.lag() == 0) {
      return State.CURRENT;
    }
    if (now.reader().isEmpty()) {
      return State.UNREAD;
    }
    if (before.lag() == 0) {
      return State.CURRENT;
    }
    if (now.next() == before.next()) {
      return State.STUCK;
    }
    return lessPerSecond > 0 ? State.CATCHING_UP : State.FALLING_BEHIND;
  }
}
