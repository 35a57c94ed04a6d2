/**
 * A client of the front door as the chat layer would write it: any node, the same request id until
 * the outcome is known, and a cursor that survives the connection.
 */
package switchboard.ops.client;
