/**
 * gRPC for the operator, on a listener of its own: what nodes are at, who handles which session,
 * and the sagas that wait for somebody. An edge like the front door.
 */
package switchboard.operations;
