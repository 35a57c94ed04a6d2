/** A node's life: start, readiness, the sharded daemons, and a graceful end. */
package switchboard.cluster;
