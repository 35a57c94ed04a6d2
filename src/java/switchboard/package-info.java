/** Switchboard: the server behind conversational assistants. */
package switchboard;
