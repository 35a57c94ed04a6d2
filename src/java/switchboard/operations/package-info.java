/**
 * gRPC for the operator, on a listener of its own: what this node is at, and the sagas that wait
 * for somebody. An edge like the front door.
 */
package switchboard.operations;
