/**
 * Redis behind Pekko's persistence plugins: the fenced journal, snapshots and queries. Knows
 * nothing of sessions.
 */
package switchboard.journal;
