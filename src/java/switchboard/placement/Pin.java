package switchboard.placement;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A shard that an operator keeps on a node. The name of the actor that stands for it says all of
 * it, so it needs no message and goes with its node.
 *
 * @param sinceMillis when it was made; the latest one of a shard counts
 */
record Pin(String type, String shard, long sinceMillis) {
  private static final Pattern NAME =
      Pattern.compile("pin~([A-Za-z0-9._-]{1,63})~([0-9]{1,9})~([0-9]{1,18})");

  String name() {
    return "pin~" + type + "~" + shard + "~" + sinceMillis;
  }

  /** Reads what {@link #name} made; empty if it is none. */
  static Optional<Pin> ofName(String name) {
    var match = NAME.matcher(name);
    return match.matches()
        ? Optional.of(new Pin(match.group(1), match.group(2), Long.parseLong(match.group(3))))
        : Optional.empty();
  }
}
