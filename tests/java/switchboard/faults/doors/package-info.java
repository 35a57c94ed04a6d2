/** The doors of a node, tried with what no client should send. */
package switchboard.faults.doors;
