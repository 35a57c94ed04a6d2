/** Multi-step work on internal systems: what a saga is made of, its rules and its entity. */
package switchboard.saga;
