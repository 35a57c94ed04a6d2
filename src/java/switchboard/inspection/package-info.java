/**
 * What a node tells of its own process: what it uses, what its threads do, what its memory holds,
 * which log levels it has, its last log lines, and its configuration. One node is asked, and asks
 * the others.
 */
package switchboard.inspection;
