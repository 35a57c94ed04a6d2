package switchboard.ops.bench;

import java.time.Duration;
import java.util.List;

/**
 * The floor under a turn: the same bytes, appended by the same script through the same client, with
 * nothing above them.
 */
public interface AppendReference {
  /** Bytes that one turn sends to Redis: events, document sections, everything. */
  int bytesPerTurn();

  /** Appends as fast as it gets with so many turns under way at a time. */
  Figures run(String redisUri, int concurrency, Duration duration);

  /**
   * The same command for {@code redis-benchmark}, without its host, port and counts; empty if the
   * script cannot be repeated without a change of its arguments.
   */
  List<String> redisBenchmarkArguments(String redisUri);
}
