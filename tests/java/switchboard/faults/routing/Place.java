package switchboard.faults.routing;

/** Where the nodes run, and what stands between them and the rest. */
enum Place {
  /** On loopback. */
  LOOPBACK,
  /** On loopback, with Pekko's own settings for what this project sets otherwise. */
  STOCK,
  /** On loopback, with a link to Redis that can be slowed down and stopped. */
  SLOW_LINK,
  /** On loopback; Redis's disk is small enough to be filled. */
  SMALL_DISK,
  /** On loopback; a second Redis copies the first one. */
  REPLICATED,
  /** On loopback, each by a clock of its own. */
  OWN_CLOCKS,
  /** Each on a host of its own. */
  HOSTS
}
