/**
 * Runs the whole system on one machine: Redis, a Kafka broker, the simulators and the nodes, each a
 * process of its own, so that any one of them can be killed while the rest goes on.
 */
package switchboard.local;
