/** One conversation: its commands, events and rules, and the entity that keeps it. */
package switchboard.session;
