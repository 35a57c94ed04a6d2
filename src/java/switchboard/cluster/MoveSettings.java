package switchboard.cluster;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How sessions move when nodes come and leave; see cluster.conf.
 *
 * @param settle for how long a node that has just come gets none; 0 or more
 * @param slowStart for how long after that it gets shards one by one; 0 or more
 * @param pause between two of them; 0 or more
 * @param atOnce how many shards move away from a node that leaves at a time; 1 or more
 * @param within after which what is left moves all at once; 0 or more
 */
record MoveSettings(
    Duration settle, Duration slowStart, Duration pause, int atOnce, Duration within) {
  private static final String KEY = "switchboard.cluster.";

  MoveSettings {
    if (settle.isNegative()) {
      throw new IllegalArgumentException(KEY + "settle must be 0 or more");
    }
    if (slowStart.isNegative()) {
      throw new IllegalArgumentException(KEY + "slow-start.for must be 0 or more");
    }
    if (pause.isNegative()) {
      throw new IllegalArgumentException(KEY + "slow-start.pause must be 0 or more");
    }
    if (atOnce < 1) {
      throw new IllegalArgumentException(KEY + "leaving.shards-at-once must be 1 or more");
    }
    if (within.isNegative()) {
      throw new IllegalArgumentException(KEY + "leaving.within must be 0 or more");
    }
  }

  /** The same where every node has settled and is warm. */
  MoveSettings settled() {
    return new MoveSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, atOnce, within);
  }

  static MoveSettings from(Config config) {
    return new MoveSettings(
        config.getDuration(KEY + "settle"),
        config.getDuration(KEY + "slow-start.for"),
        config.getDuration(KEY + "slow-start.pause"),
        config.getInt(KEY + "leaving.shards-at-once"),
        config.getDuration(KEY + "leaving.within"));
  }
}
