/**
 * One scripted conversation through every part of the system, and the checks of what came of it:
 * against the contract, against a second reader, and against the ledgers of the internal systems.
 */
package switchboard.ops.demo;
