package switchboard.ops.bench;

import java.util.List;

/**
 * A way for several writers to change one document without overwriting each other: each try reads
 * and writes on the condition that nobody wrote in between.
 */
interface Mechanism extends AutoCloseable {
  /** What it is called in the report. */
  String name();

  /** Makes documents, each a counter at 0. */
  void create(List<String> documents);

  /**
   * Reads a counter and writes one more than was read.
   *
   * @param token differs from that of every other try
   * @return false if somebody else was faster: nothing was written
   */
  boolean tryIncrement(String document, String token);

  /** The counter as it stands. */
  long value(String document);

  @Override
  void close();
}
