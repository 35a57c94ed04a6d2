/**
 * Plays annotated dialogues as chat layer and as agent, while nodes are killed and others write,
 * and compares the goals of every session with the annotation: after each turn, after the sessions
 * have left the memory, and in the raw bytes of the store.
 */
package switchboard.ops.check;
