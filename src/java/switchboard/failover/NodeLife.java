package switchboard.failover;

/**
 * One life of a node. A process that is started again at the same address is another one.
 *
 * @param address of the node's actor system, as {@code pekko://switchboard@HOST:PORT}
 * @param uid drawn anew by each process
 */
record NodeLife(String address, long uid) {}
