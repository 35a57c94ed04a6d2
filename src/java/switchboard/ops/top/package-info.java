/**
 * The screen of {@code top}: what the nodes counted becomes rates, rates and a few choices of the
 * operator become a state, and the state becomes a screen. Only {@link switchboard.ops.top.LiveTop}
 * knows of time, threads and a terminal.
 */
package switchboard.ops.top;
