/**
 * The operator's side: the command line. One class per command, which reads options, calls what
 * does the work, and prints; what is longer has a package of its own below.
 */
package switchboard.ops;
