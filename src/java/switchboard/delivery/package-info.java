/** The delivery assistant: its agent and its sagas; the example of how others add theirs. */
package switchboard.delivery;
