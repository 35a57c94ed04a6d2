/** What {@code switchboard dlq} shows of dead letters, for people and for programs. */
package switchboard.ops.dlq;
