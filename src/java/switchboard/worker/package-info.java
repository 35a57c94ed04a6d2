/**
 * Agents outside the cluster: the gRPC service that workers connect to, who is connected to which
 * node, and how a turn gets to a worker and its answer back. Nothing else knows of their streams.
 */
package switchboard.worker;
