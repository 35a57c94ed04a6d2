/**
 * Sends a corpus of real dialogues through the front door and checks every transcript, event by
 * event.
 */
package switchboard.ops.replay;
