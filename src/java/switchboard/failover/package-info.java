/**
 * Tells a dead process from a slow network: a node whose port refuses everybody who can still be
 * asked is downed at once, and everything else is left to the split-brain resolver.
 */
package switchboard.failover;
