/**
 * Why a session or a saga waits, in plain words: facts in, findings out, so that every case can be
 * tried without a cluster.
 */
package switchboard.operations.explain;
