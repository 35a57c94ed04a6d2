/** The session's context: goal, short-term memory, what is known and what is pending. Pure. */
package switchboard.context;
